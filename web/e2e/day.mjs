// A village doctor's day: finds a resident, writes down a visit, sees the figure move by exactly that,
// amends it, and takes it back.

import { PASSWORD, expect, expectEqual } from './house.mjs'
import { Paper, visitOn } from './paper.mjs'

const FORM = 'hypertension.followup'
const FIGURE = 'hypertension.visits'

/** A patient in care whom nobody visited today. */
export async function findPatient(house, page, at = 0) {
  const { today } = await house.ask(page, '/session')
  const { items } = await house.ask(page, `/figures/hypertension.registered/people?kind=counted&period=${today}&limit=100`)
  const fit = []
  for (const { person } of items) {
    const { items: records } = await house.ask(page, `/persons/${person.person_id}/records?form=${FORM}`)
    if (records[0]?.occurred_on !== today) fit.push(person)
    if (fit.length > at) return house.ask(page, `/persons/${fit[at].person_id}`)
  }
  throw new Error('no patient for a visit')
}

async function readFigure(house, page, name = FIGURE) {
  await house.go(page, `/figures/${name}`)
  const text = await page.locator('.head .value').innerText()
  return Number(text.replace(/[^\d.]/g, ''))
}

async function names(house, page, q) {
  await page.fill('#residents-q', q)
  await page.waitForTimeout(350)
  await house.settle(page)
  return page.locator('a.name').allInnerTexts()
}

/** Of somebody who does not exist, in a county that no region has: the number with its check character. */
function cardNumber(digits) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return digits + '10X98765432'[sum % 11]
}

/** The statuses of who does not live here any more. */
const AWAY = /人户分离|已迁出/

export async function day(house) {
  const context = await house.context()
  const page = await house.page(context, 'day', /40[03].*\/account\/password|401.*\/session/)
  const paper = new Paper(house, page)
  let patient
  let before

  await house.case('a wrong password is refused, and the first one must be changed', async () => {
    await page.goto(house.server.base)
    await page.fill('#login', 'village')
    await page.fill('#password', 'wrong')
    await page.press('#password', 'Enter')
    await page.locator('#sign-in-failure', { hasText: '密码' }).waitFor()
    await page.fill('#password', house.first.get('village'))
    await page.press('#password', 'Enter')
    await page.fill('#old-password', 'not the old one')
    await page.fill('#new-password', PASSWORD)
    await page.fill('#new-again', PASSWORD)
    await page.press('#new-again', 'Enter')
    await page.locator('#old-problem', { hasText: '密码' }).waitFor()
    await page.fill('#old-password', house.first.get('village'))
    await page.fill('#new-password', 'short')
    await page.fill('#new-again', 'short')
    await page.press('#new-again', 'Enter')
    await page.locator('#new-problem', { hasText: '密码' }).waitFor()
    await house.picture(page, 'password')
    await house.changePassword(page, 'village')
    await house.settle(page)
  })

  await house.case('residents are found by name, pinyin, initials and the end of the id', async () => {
    patient = await findPatient(house, page)
    await house.go(page, '/residents')
    for (const [q, pattern] of [['王', /^王/], ['wang', /^王/], ['zhang', /^张/], ['wxy', /^[王武温魏卫]/]]) {
      const found = await names(house, page, q)
      expect(found.length > 0, `nobody found for ${q}`)
      for (const name of found) expect(pattern.test(name) || !/^[a-z]+$/.test(q), `${q} finds ${name}`)
    }
    expect((await names(house, page, patient.name)).includes(patient.name), `${patient.name} is not found by name`)
    expect((await names(house, page, patient.citizen_id.slice(-6))).includes(patient.name), 'not found by the end of the id')
    expectEqual((await names(house, page, 'nobody is called so')).length, 0, 'people without a name')
  })

  await house.case('a visit is written down, with checks beside the fields, and saved once', async () => {
    before = await readFigure(house, page)
    await page.locator('header input[role=combobox]').fill(patient.citizen_id.slice(-6))
    await page.getByRole('option', { name: patient.name }).first().click()
    await page.locator('main h1', { hasText: patient.name }).waitFor()
    await page.getByRole('button', { name: '新增记录' }).click()
    await page.getByRole('dialog').locator(`a[href$="${FORM}"]`).click()
    await page.waitForSelector('#field-sbp')

    const { today } = await house.ask(page, '/session')
    await paper.fill({ ...visitOn(today), sbp: '３０１' })
    await paper.expectProblem('sbp', /300/)
    await paper.fill({ sbp: '82', dbp: '132' })
    await page.waitForTimeout(450)
    await house.settle(page)
    expect((await page.locator('main').innerText()).includes('舒张压应低于收缩压'), 'the check of the definition is not shown')
    await paper.fill({ sbp: '136', dbp: '82' })
    await page.waitForTimeout(450)
    await house.settle(page)
    expectEqual((await page.locator('#field-bmi').innerText()).replace(/[^\d.]/g, '').slice(0, 4), '24.9', 'body mass index')
    await house.picture(page, 'form')
    await paper.saveButton.dblclick()
    await page.waitForSelector('.saved')
    await house.settle(page)
    await house.picture(page, 'saved')
    const text = await page.locator('main').innerText()
    for (const part of ['136 mmHg', '82 mmHg', '24.98', patient.name]) expect(text.includes(part), `the record does not show ${part}`)
  })

  await house.case('the figure moved by exactly one, and the resident is behind it', async () => {
    expectEqual(await readFigure(house, page), before + 1, 'visits')
    const behind = page.locator('.people li', { hasText: patient.name })
    while (!(await behind.count()) && (await page.getByRole('button', { name: '更多' }).count())) {
      await page.getByRole('button', { name: '更多' }).click()
      await house.settle(page)
    }
    await behind.first().getByRole('button', { name: '为什么' }).click()
    await house.settle(page)
    await house.picture(page, 'figure-people')
    const { items } = await house.ask(page, `/persons/${patient.person_id}/records?form=${FORM}`)
    const today = (await house.ask(page, '/session')).today
    expectEqual(items.filter((one) => one.occurred_on === today).length, 1, 'visits today')
  })

  await house.case('the visit is amended, keeps its earlier revision, and is taken back with a reason', async () => {
    await house.go(page, `/residents/${patient.person_id}`)
    await page.locator(`a[href*="records/${FORM}/"]`).first().click()
    await page.getByRole('button', { name: '修改' }).click()
    await page.waitForSelector('#field-sbp')
    expectEqual(await paper.field('sbp').inputValue(), '136', 'the stored value')
    await paper.fill({ sbp: '128' })
    await paper.save()
    await page.locator('details summary').click()
    await house.settle(page)
    await page.locator('details.revision', { hasText: '136 mmHg' }).waitFor()
    await house.picture(page, 'record-history')
    expectEqual(await readFigure(house, page), before + 1, 'visits after amending')
    await page.goBack()
    await house.settle(page)
    await page.getByRole('button', { name: '作废' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: '作废' }).isDisabled(), 'a record can be voided without a reason')
    await dialog.locator('#reason').fill('录错了人')
    await dialog.getByRole('button', { name: '作废' }).click()
    await page.locator('main h1', { hasText: patient.name }).waitFor()
    expectEqual(await readFigure(house, page), before, 'visits after voiding')
  })

  await house.case('a resident is registered, moves away and comes back', async () => {
    const number = cardNumber('99010119700315777')
    await house.go(page, '/residents/new')
    await page.fill('#citizen_id', number.slice(0, 17) + (number.endsWith('1') ? '2' : '1'))
    await page.press('#citizen_id', 'Tab')
    await page.locator('#citizen_id-problems', { hasText: '校验码' }).waitFor()
    await page.fill('#citizen_id', number)
    await page.fill('#name', '欧阳晓燕')
    await page.fill('#from_on', '2020-01-01')
    await page.locator('main form button[type=submit]').click()
    await page.locator('main h1', { hasText: '欧阳晓燕' }).waitFor()
    await house.settle(page)
    const text = await page.locator('main').innerText()
    for (const part of ['1970-03-15', '男', '槐林村卫生室']) expect(text.includes(part), `the resident is shown without ${part}`)
    const where = page.url()
    await house.go(page, '/residents')
    expect((await names(house, page, 'oyxy')).includes('欧阳晓燕'), 'not found by the initials')
    await page.goto(where)
    await page.getByRole('button', { name: '迁移' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('离开本地').check()
    await house.picture(page, 'move')
    await dialog.locator('button[type=submit]').click()
    await page.locator('main header .tag', { hasText: AWAY }).waitFor()
    await house.picture(page, 'moved')
    await page.getByRole('button', { name: '撤销这次变更' }).first().click()
    await page.getByRole('dialog').locator('button.el-button--primary, button.el-button--danger').first().click()
    await page.locator('main header .tag', { hasText: AWAY }).waitFor({ state: 'detached' })
  })

  await house.case('every number of the annual summary opens', async () => {
    await house.go(page, '/summary')
    const links = page.locator('.paper a')
    const count = await links.count()
    expect(count > 20, `only ${count} numbers are linked`)
    const { items: years } = { items: await page.locator('#summary-year option').allInnerTexts() }
    expect(years.length > 1, 'no earlier year can be chosen')
    const number = await links.first().innerText()
    await links.first().click()
    await house.settle(page)
    const shown = await page.locator('.head .value').innerText()
    expectEqual(shown.replace(/\D/g, ''), number.replace(/\D/g, ''), 'the number behind the link')
  })
  await context.close()
}
