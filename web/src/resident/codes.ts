// Codes of what is registered about a person (src/registry/person_code.def): they belong to the
// register and not to a form, so no form brings them along.

import type { CodeValue } from '@/api/types'

const code = (value: string, zh: string, en: string): CodeValue => ({ code: value, label: { zh, en } })

/** GB/T 2261.1-2003 */
export const SEXES = [code('1', '男', 'Male'), code('2', '女', 'Female'), code('0', '未知', 'Unknown'), code('9', '未说明', 'Not stated')]

/** WS 364.3 CV02.01.101 */
export const ID_KINDS = [
  code('01', '居民身份证', 'Identity card'),
  code('02', '居民户口簿', 'Household register'),
  code('03', '护照', 'Passport'),
  code('04', '军官证', "Officer's card"),
  code('05', '驾驶证', 'Driving licence'),
  code('06', '港澳居民来往内地通行证', 'Travel permit, Hong Kong and Macao'),
  code('07', '台湾居民来往内地通行证', 'Travel permit, Taiwan'),
  code('10', '出生医学证明', 'Birth certificate'),
  code('11', '外国人永久居留身份证', 'Foreign permanent resident card'),
  code('12', '港澳台居民居住证', 'Residence permit, Hong Kong, Macao and Taiwan'),
  code('19', '母亲身份证', "Mother's identity card"),
  code('99', '其他', 'Other'),
]
export const CITIZEN_ID = '01'

/** How the number of a kind looks, for whoever has it in front of him. */
export const ID_EXAMPLES: Record<string, string> = {
  '01': '18位，末位可为X',
  '03': 'E12345678',
  '04': '军字第1234567号',
  '06': 'H12345678',
  '07': '12345678',
  '10': 'U130000001',
  '11': 'CAN310012345678',
  '12': '810000199001010019',
  '19': '99010119900101006X-1',
}

/** GB/T 4761-2008, one digit */
export const RELATIONS = [
  code('0', '本人或户主', 'Head'),
  code('1', '配偶', 'Spouse'),
  code('2', '子', 'Son'),
  code('3', '女', 'Daughter'),
  code('4', '孙子、孙女或外孙子、外孙女', 'Grandchild'),
  code('5', '父母', 'Parent'),
  code('6', '祖父母或外祖父母', 'Grandparent'),
  code('7', '兄弟姐妹', 'Brother or sister'),
  code('8', '其他', 'Other'),
]

/** of who has left; RESIDENCES are of who lives here */
export const AWAY = '3'
export const RESIDENCES = [
  code('1', '户籍', 'Household registered here'),
  code('2', '非户籍', 'Living here, registered elsewhere'),
]

/** GB/T 3304-1991; 97 and 98 are of the population register */
const NATIONS =
  '汉族 Han,蒙古族 Mongol,回族 Hui,藏族 Zang,维吾尔族 Uygur,苗族 Miao,彝族 Yi,壮族 Zhuang,布依族 Buyei,朝鲜族 Chosen,满族 Man,侗族 Dong,瑶族 Yao,白族 Bai,土家族 Tujia,哈尼族 Hani,哈萨克族 Kazak,傣族 Dai,黎族 Li,傈僳族 Lisu,佤族 Va,畲族 She,高山族 Gaoshan,拉祜族 Lahu,水族 Sui,东乡族 Dongxiang,纳西族 Naxi,景颇族 Jingpo,柯尔克孜族 Kirgiz,土族 Tu,达斡尔族 Daur,仫佬族 Mulao,羌族 Qiang,布朗族 Blang,撒拉族 Salar,毛南族 Maonan,仡佬族 Gelao,锡伯族 Xibe,阿昌族 Achang,普米族 Pumi,塔吉克族 Tajik,怒族 Nu,乌孜别克族 Uzbek,俄罗斯族 Russ,鄂温克族 Ewenki,德昂族 Deang,保安族 Bonan,裕固族 Yugur,京族 Gin,塔塔尔族 Tatar,独龙族 Derung,鄂伦春族 Oroqen,赫哲族 Hezhen,门巴族 Monba,珞巴族 Lhoba,基诺族 Jino'
export const ETHNIC_GROUPS = [
  ...NATIONS.split(',').map((both, at) => {
    const [zh = '', en = ''] = both.split(' ')
    return code(String(at + 1).padStart(2, '0'), zh, en)
  }),
  code('97', '其他', 'Other'),
  code('98', '外国血统中国籍人士', 'Chinese of foreign descent'),
]
