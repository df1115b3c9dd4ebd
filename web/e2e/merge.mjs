// Two files of one resident: found in the queue, compared, merged; the figure goes down by one; undone, it is back.

import { expect, expectEqual } from './house.mjs'

const FIGURE = 'population.usual_residents'

async function residents(house, page) {
  const { value } = await house.ask(page, `/figures/${FIGURE}`)
  return Number(value)
}

export async function merge(house) {
  const context = await house.context()
  const page = await house.page(context, 'merge')
  let pair
  let before

  await house.case('two residents are compared side by side', async () => {
    await house.signIn(page, 'town')
    const { items } = await house.ask(page, '/persons?limit=40&residents=1')
    const [one, other] = items.filter((each) => !each.died_on)
    pair = [one, other]
    before = await residents(house, page)
    await house.go(page, `/duplicates/${one.person_id}/${other.person_id}`)
    await page.locator('#figures-title').waitFor()
    const differing = page.locator('tr.differs')
    expect((await differing.count()) > 3, 'two residents differ in more than three fields')
    await house.picture(page, 'merge-compare')
    const name = page.locator('tr.differs', { has: page.locator('input[name="name"]') })
    await name.locator('input').nth(1).check()
    await name.locator('td').nth(1).and(page.locator('.chosen')).waitFor()
    expectEqual((await name.locator('td').nth(2).innerText()).trim(), (await name.locator('td').nth(1).innerText()).trim(), 'the name that was chosen')
  })

  await house.case('merged, the figure is one less, and the old address leads on', async () => {
    await page.getByRole('button', { name: '合并', exact: true }).click()
    await page.fill('#reason', '同一人重复建档')
    await page.locator('.el-dialog').getByRole('button', { name: '合并', exact: true }).click()
    await page.waitForURL('**/#/residents/*')
    await page.locator('#merged-title').waitFor()
    await house.picture(page, 'merge-resident')
    expectEqual(await residents(house, page), before - 1, 'residents')
    const kept = page.url().split('/').pop()
    const gone = pair.find((each) => each.person_id !== kept)
    const answer = await house.ask(page, `/persons/${gone.person_id}`)
    expectEqual(answer.person_id, kept, 'who the old id is')
    expectEqual(answer.asked_for_id, gone.person_id, 'who was asked for')
  })

  await house.case('undone, both are back, and so is the figure', async () => {
    await page.getByRole('button', { name: '撤销合并' }).click()
    await page.fill('#reason', '两个人')
    await house.picture(page, 'merge-undo')
    await page.locator('.el-dialog').getByRole('button', { name: '撤销合并' }).click()
    await page.locator('#merged-title').waitFor({ state: 'hidden' })
    expectEqual(await residents(house, page), before, 'residents')
    for (const each of pair) expectEqual((await house.ask(page, `/persons/${each.person_id}`)).name, each.name, 'a name')
  })

  await house.case('the queue remembers that they are two', async () => {
    await house.go(page, '/duplicates')
    await page.locator('select').first().selectOption('distinct')
    await page.locator('tbody tr', { hasText: pair[0].name }).first().waitFor()
    await house.picture(page, 'merge-queue')
    await page.getByRole('button', { name: '重新判定' }).first().click()
    await page.fill('#reason', '再核对')
    await page.locator('.el-dialog').getByRole('button', { name: '待判定' }).click()
    await page.locator('.el-dialog').waitFor({ state: 'hidden' })
    await page.locator('select').first().selectOption('open')
    await page.locator('tbody tr', { hasText: pair[0].name }).first().waitFor()
    await house.picture(page, 'merge-queue-open')
  })
  await context.close()
}
