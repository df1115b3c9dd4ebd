// The words for what a comparison found, where the evidence has only its names (src/linkage/level.def).

import type { DuplicateEvidence, Label } from '@/api/types'

const say = (zh: string, en: string): Label => ({ zh, en })

const FIELDS = new Map<string, Label>([
  ['name', say('姓名', 'name')],
  ['citizen_id', say('证件号码', 'identity number')],
  ['born_on', say('出生日期', 'date of birth')],
  ['sex', say('性别', 'sex')],
  ['phone', say('电话', 'telephone')],
  ['address', say('住址', 'address')],
  ['prior', say('两份档案同属一人的先验', 'before anything is compared')],
  ['relative', say('可能是家人', 'perhaps a relative')],
])

const AGREEMENTS = new Map<string, Label>([
  ['same', say('相同', 'the same')],
  ['sound', say('同音', 'the same sound')],
  ['fuzzy', say('近音', 'nearly the same sound')],
  ['order', say('字序不同', 'another order')],
  ['missing', say('缺一字', 'one character is missing')],
  ['one', say('一处之差', 'one difference')],
  ['two', say('两处之差', 'two differences')],
  ['given', say('仅名相同', 'only the given name')],
  ['family', say('仅姓相同', 'only the surname')],
  ['swapped', say('互换', 'exchanged')],
  ['digit', say('一位数字之差', 'one digit wrong')],
  ['exchanged', say('两位互换', 'two digits exchanged')],
  ['year', say('同月日，差一年', 'a year beside it')],
  ['default', say('同年，一方为一月一日', 'same year, one is 1 January')],
  ['two_parts', say('年月日有两项相同', 'two of year, month, day')],
  ['same_year', say('同年', 'the same year')],
  ['same_old', say('15 位与 18 位为同一号码', 'the same in 15 and 18 digits')],
  ['same_wrong', say('相同，校验错误', 'the same, but not valid')],
  ['typing', say('一位录错', 'one digit mistyped')],
  ['close', say('相近', 'close')],
  ['near', say('部分相同', 'partly the same')],
  ['other_number', say('相近，数字不同', 'close, with other numbers')],
  ['serial', say('仅顺序码不同', 'only the serial differs')],
  ['wrong', say('不同，有校验错误', 'different, not both valid')],
  ['end', say('末四位相同', 'the same last four digits')],
  ['different', say('不同', 'different')],
])

const named = (words: Map<string, Label>, name: string): Label => words.get(name) ?? say(name, name)

/** "姓名：同音"; a line that compares nothing has only its name. */
export function evidenceWords(one: DuplicateEvidence): Label {
  if (one.label) return one.label
  const field = named(FIELDS, one.field)
  if (!one.agreement || one.agreement === one.field) return field
  const found = named(AGREEMENTS, one.agreement)
  return say(`${field.zh}：${found.zh}`, `${field.en}: ${found.en}`)
}
