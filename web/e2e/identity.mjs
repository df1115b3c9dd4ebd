// By what somebody is known: documents, other names, relatives, the household; what is wrong is said
// beside the field, and what was added is found again.

import { expect, expectEqual } from './house.mjs'

const PASSPORT = 'E99000001'

export async function identity(house) {
  const context = await house.context()
  // A number with a wrong form is refused: that is what the test is about.
  const page = await house.page(context, 'identity', /400|409/)
  await house.signIn(page, 'town')
  const { items } = await house.ask(page, '/persons?residents=1&limit=60')
  const people = await Promise.all(items.map((one) => house.ask(page, `/persons/${one.person_id}`)))
  const person = people.find((one) => one.age >= 30 && one.household?.members?.length > 1)
  expect(person, 'nobody with a household')
  const other = people.find((one) => one.person_id !== person.person_id && Math.abs(one.age - person.age) < 10 && one.household_id !== person.household_id)
  const card = page.locator('section[aria-labelledby="identity-title"]')
  const dialog = page.getByRole('dialog')

  await house.case('a passport is added, after what is wrong with it was said', async () => {
    await house.go(page, `/residents/${person.person_id}`)
    await card.locator('[data-test="add-number"]').click()
    await page.selectOption('#identifier-kind', '03')
    await page.fill('#identifier-number', 'E1')
    await dialog.locator('button[type=submit]').click()
    await page.locator('#identifier-number-problems').filter({ hasText: '5至15位' }).waitFor()
    await page.fill('#identifier-number', PASSPORT.toLowerCase())
    await page.fill('#identifier-issuer', 'CHN')
    await page.fill('#identifier-until', '2035-01-01')
    await page.selectOption('#identifier-verified', '1')
    await house.picture(page, 'identity-number')
    await dialog.locator('button[type=submit]').click()
    await card.getByText('已查看证件').first().waitFor()
    await house.settle(page)
    const found = await house.ask(page, `/identifiers?number=${PASSPORT}`)
    expectEqual(found.person?.person_id, person.person_id, 'whose the passport is')
  })

  await house.case('another name and a relative are added; the other side sees the relation', async () => {
    await card.locator('[data-test="add-name"]').click()
    await page.selectOption('#name-kind', '2')
    await page.fill('#name-name', '阿福')
    await dialog.locator('button[type=submit]').click()
    await card.getByText('阿福').waitFor()
    await card.locator('[data-test="add-relation"]').click()
    await page.selectOption('#relation-kind', '97')
    await page.fill('#relation-number', other.citizen_id ?? other.record_number)
    await dialog.locator('button[type=submit]').click()
    await card.getByText('其他亲属').waitFor()
    await house.settle(page)
    await house.picture(page, 'identity-card')
    await house.go(page, `/residents/${other.person_id}`)
    await card.getByRole('link', { name: person.name }).first().waitFor()
  })

  await house.case('a mistake is taken back and stays in the history', async () => {
    await house.go(page, `/residents/${person.person_id}`)
    await card.locator('li', { hasText: '阿福' }).getByRole('button', { name: '登记有误' }).click()
    await page.locator('.el-message-box').getByRole('button', { name: '登记有误' }).click()
    await card.locator('strong', { hasText: '阿福' }).waitFor({ state: 'detached' })
    await house.settle(page)
    await card.getByRole('button', { name: '变更历史' }).click()
    await card.getByText('别名 阿福').waitFor()
  })

  await house.case('somebody leaves the household', async () => {
    await card.locator('[data-test="household"]').click()
    const leaver = person.household.members.find((one) => one.person_id !== person.person_id && one.person_id !== person.household.head_id) ?? person.household.members[1]
    await dialog.locator('li', { hasText: leaver.name }).locator('input[type=checkbox]').check()
    await house.picture(page, 'identity-household')
    await dialog.locator('button[type=submit]').click()
    await dialog.waitFor({ state: 'detached' })
    await house.settle(page)
    const after = await house.ask(page, `/persons/${person.person_id}`)
    expect(!after.household?.members.some((one) => one.person_id === leaver.person_id), `${leaver.name} is still in the household`)
  })

  await house.case('the register form takes other documents', async () => {
    await house.go(page, '/residents/new')
    await page.selectOption('#id_kind', '10')
    expectEqual(await page.locator('#citizen_id').getAttribute('placeholder'), 'U130000001', 'the example of a birth certificate')
    await house.picture(page, 'identity-register')
  })
  await context.close()
}
