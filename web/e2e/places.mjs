// Institutions: a tree on a day, a plan that is wrong, one that is right, and what comes of it.

import { expect, expectEqual } from './house.mjs'

const HEADINGS = '动作,机构代码,机构名称,机构类别,行政区划代码,上级机构代码,并入机构代码,机构关系'

export async function places(house) {
  const context = await house.context()
  const page = await house.page(context, 'places')
  await house.signIn(page, 'admin')
  const { items } = await house.ask(page, '/trees/view')
  const township = items.find((one) => one.code.startsWith('C'))
  expect(township, 'no township centre')

  await house.case('an institution is shown with what it is below', async () => {
    await house.go(page, '/organisations')
    await page.getByRole('button', { name: township.name }).click()
    await page.getByRole('heading', { name: township.name }).waitFor()
    await page.getByRole('cell', { name: '行政隶属' }).waitFor()
    await house.picture(page, 'organisations')
  })

  await house.case('a plan says what is wrong, then what it moves, and is carried out', async () => {
    const top = items.find((one) => one.parent_id === null)
    await house.go(page, '/reorganisations')
    await page.getByLabel('方案名称').fill('组建县域医疗集团')
    await page.getByLabel('生效日期').fill('2026-01-01')
    await page.keyboard.press('Enter')
    const plan = page.getByLabel('方案内容')
    await plan.fill(`${HEADINGS}\n并入,X1,,,,,X2,\n`)
    await page.getByRole('button', { name: '检查' }).click()
    await page.getByText('第2行：').first().waitFor()
    await plan.fill(`${HEADINGS}\n新建,T990101,县域医疗集团,A100,990101,${top.code},,\n划转,${township.code},,,,T990101,,consortium\n`)
    await page.getByRole('button', { name: '检查' }).click()
    await page.getByRole('cell', { name: '划转' }).waitFor()
    await house.picture(page, 'reorganisation')
    await page.getByRole('button', { name: '保存方案' }).click()
    await page.getByRole('button', { name: '立即执行' }).click()
    await page.getByRole('cell', { name: '已完成' }).waitFor()
    const view = await house.ask(page, '/trees/view?tree=consortium')
    const group = view.items.find((one) => one.code === 'T990101')
    expectEqual(view.items.find((one) => one.id === township.id).parent_id, group.id, 'what the township is below')
  })

  await house.case('the list of licences that expire is there', async () => {
    await house.go(page, '/licences')
    await page.getByRole('heading', { name: '到期证照' }).waitFor()
    await house.picture(page, 'licences')
  })
  await context.close()
}
