// The register: what is wrong with it is opened to a person, mended there, and gone; and how its population changed.

import { expect, expectEqual } from './house.mjs'

export async function quality(house) {
  const context = await house.context()
  const page = await house.page(context, 'quality')
  const row = page.locator('.checks tr', { hasText: '缺联系电话' })
  const count = async () => Number((await row.locator('.number').first().innerText()).replaceAll(/\D/g, ''))

  await house.case('a check of the register leads to people, and who is mended is gone', async () => {
    await house.signIn(page, 'village')
    await house.go(page, '/quality')
    await row.waitFor()
    await house.picture(page, 'quality')
    const before = await count()
    expect(before > 0, 'somebody has no telephone number')
    await row.getByRole('button').click()
    const people = page.locator('.people li')
    await people.first().waitFor()
    await house.picture(page, 'quality-people')
    await people.first().getByRole('link', { name: '去更正' }).click()
    await page.locator('#phone').waitFor()
    await page.fill('#phone', '13912345678')
    await page.getByRole('button', { name: '保存' }).first().click()
    await page.waitForURL(/residents\/\d+$/)
    await house.go(page, '/quality')
    await row.waitFor()
    expectEqual(await count(), before - 1, 'one fewer has no telephone number')
  })

  await house.case('the population of a year balances, and its deaths are people', async () => {
    await house.go(page, '/population')
    await page.locator('.lines').waitFor()
    const { lines } = await house.ask(page, '/population/changes')
    const total = Object.fromEntries(lines.map((one) => [one.line, one.total]))
    const sum = lines.reduce((all, one) => all + (one.sign ?? 0) * one.total, total.known_then)
    expectEqual(sum, total.closing, 'known then, and all that changed, is the closing count')
    await page.locator('.lines').getByRole('button', { name: '死亡', exact: true }).click()
    await page.locator('#who-title').waitFor()
    await house.settle(page)
    expectEqual(await page.locator('.people li').count(), Math.min(total.died, 50), 'each death is somebody')
    await house.picture(page, 'population')
  })

  await house.case('the same in English', async () => {
    await page.getByRole('button', { name: 'English' }).first().click()
    await house.go(page, '/quality?check=unseen')
    await page.locator('.checks').waitFor()
    await house.picture(page, 'quality-en')
    await house.go(page, '/population')
    await page.locator('.lines').waitFor()
    await house.picture(page, 'population-en')
  })
  await context.close()
}
