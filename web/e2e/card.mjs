// A health card: issued at the counter, printed, read by a program that is not ours, verified, frozen, refused; and
// cards for a village at once.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, expectEqual } from './house.mjs'

/** What ZBar reads in the picture of the first card, as large as a printer would make it. */
async function readCode(page) {
  const folder = mkdtempSync(join(tmpdir(), 'card-'))
  try {
    await page.evaluate(() => (document.querySelector('.face').style.zoom = '4'))
    await page.locator('.face .code').first().screenshot({ path: join(folder, 'code.png') })
    await page.evaluate(() => (document.querySelector('.face').style.zoom = ''))
    return execFileSync('zbarimg', ['--quiet', '--raw', join(folder, 'code.png')], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function verify(house, page, text) {
  await house.go(page, '/cards/verify')
  await page.fill('#card-text', text)
  await page.press('#card-text', 'Enter')
  await page.locator('.verdict').waitFor()
  await house.settle(page)
  return page.locator('.verdict').innerText()
}

export async function card(house) {
  const context = await house.context()
  const page = await house.page(context, 'card')
  const section = page.locator('section', { has: page.locator('#card-title') })
  let person
  let text

  await house.case('a card is issued at the counter, and shows a dynamic code', async () => {
    await house.signIn(page, 'village')
    const { items } = await house.ask(page, '/cards?limit=200')
    person = items.find((one) => !one.card).person
    await house.go(page, `/residents/${person.person_id}`)
    await section.getByRole('button', { name: '制发健康卡' }).click()
    await section.locator('.tag', { hasText: '有效' }).waitFor()
    await house.picture(page, 'card-resident')
    await section.getByRole('button', { name: '出示动态码' }).click()
    await page.locator('.el-dialog progress').waitFor()
    await page.locator('.el-dialog', { hasText: '秒后更换' }).waitFor()
    await house.picture(page, 'card-dynamic')
    await page.keyboard.press('Escape')
    await page.locator('.el-dialog').waitFor({ state: 'hidden' })
  })

  await house.case('the printed card is 85.6 x 54 mm, and ZBar reads it', async () => {
    await section.getByRole('button', { name: '打印卡片' }).click()
    const face = page.locator('.face').first()
    await face.waitFor()
    await house.settle(page)
    const box = await face.boundingBox()
    expect(Math.abs(box.width - (85.6 / 25.4) * 96) < 1 && Math.abs(box.height - (54 / 25.4) * 96) < 1, `a card is ${box.width} x ${box.height}`)
    expect((await face.innerText()).includes(person.name), 'the card has no name')
    await page.locator('label', { hasText: '姓名只印首字' }).locator('input').check()
    expect((await face.innerText()).includes(`${[...person.name][0]}*`), 'the name is not masked')
    await house.picture(page, 'card-print')
    text = await readCode(page)
    expect(/^BFC1[A-Z2-7]{149}$/.test(text), `ZBar reads ${text}`)
    if (house.pictures) await page.pdf({ path: `${house.pictures}/card-print.pdf`, preferCSSPageSize: true, printBackground: true })
  })

  await house.case('a scanner in the search box opens the resident', async () => {
    await house.go(page, '/')
    await page.locator('header input').fill(text.toLowerCase())
    await page.locator('header input').press('Enter')
    await page.waitForURL(`**/#/residents/${person.person_id}`)
    const { number } = (await house.ask(page, `/persons/${person.person_id}/cards`)).items[0]
    for (const typed of [text, number]) {
      await house.go(page, '/residents')
      await page.fill('#residents-q', typed)
      await page.waitForURL(`**/#/residents/${person.person_id}`)
    }
  })

  await house.case('it is valid, then frozen and refused, then valid again', async () => {
    const good = await verify(house, page, text)
    expect(good.includes('有效') && good.includes(person.name), good)
    await house.picture(page, 'card-valid')
    expect((await verify(house, page, text.slice(0, -1))).includes('不完整'), 'a text that is cut short')
    expect((await verify(house, page, person.name)).includes('不是健康卡'), 'a name')
    await house.go(page, `/residents/${person.person_id}`)
    await section.getByRole('button', { name: '冻结' }).click()
    await page.fill('#reason', '遗失')
    await page.locator('.el-dialog').getByRole('button', { name: '冻结' }).click()
    await section.locator('.tag', { hasText: '已冻结' }).waitFor()
    const frozen = await verify(house, page, text)
    expect(frozen.includes('无效') && frozen.includes('卡已冻结') && frozen.includes('遗失'), frozen)
    await house.picture(page, 'card-frozen')
    await house.go(page, `/residents/${person.person_id}`)
    await section.getByRole('button', { name: '解冻' }).click()
    await section.locator('.tag', { hasText: '有效' }).waitFor()
  })

  await house.case('cards for a village are issued and printed together', async () => {
    await house.go(page, '/cards')
    await page.locator('label', { hasText: '只看没有卡的' }).locator('input').check()
    const boxes = page.locator('tbody input[type="checkbox"]')
    for (let at = 0; at < 12; at++) await boxes.nth(at).check()
    await page.getByRole('button', { name: '为选中的人制卡' }).click()
    await page.locator('.tag', { hasText: '已制卡 12 张' }).waitFor()
    await page.locator('label', { hasText: '只看没有卡的' }).locator('input').uncheck()
    await house.picture(page, 'card-village')
    await page.getByRole('button', { name: '打印选中的卡' }).click()
    await page.locator('.face').nth(11).waitFor()
    expectEqual(await page.locator('.sheet').count(), 2, 'sheets')
    await house.picture(page, 'card-sheets')
    if (house.pictures) await page.pdf({ path: `${house.pictures}/card-sheets.pdf`, preferCSSPageSize: true, printBackground: true })
    const handed = await verify(house, page, await readCode(page))
    expect(handed.includes('尚未领取'), handed)
    await page.locator('.verdict').getByRole('button', { name: '领取' }).click()
    await page.locator('.verdict.good').waitFor()
  })
  await context.close()
}
