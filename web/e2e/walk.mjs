// A walk through the whole interface, for every kind of account, at a desk's and at a phone's width. It
// complains when a page says something to the console, asks another host for anything, breaks the content
// security policy, is wider than the screen, has a control without a name, shows a failure, or is left in
// the other language.

import { readFileSync } from 'node:fs'
import { findPatient } from './day.mjs'
import { expect, expectEqual } from './house.mjs'

/** Who walks where; the two lanes are walked at the same time. */
const LANES = {
  phone: ['village', 'leader'],
  desk: ['town', 'village', 'analyst', 'leader', 'admin', 'auditor'],
}

/** Controls that nobody who listens could tell apart. */
function namelessControls() {
  return [...document.querySelectorAll('input, select, textarea, button, a[href]')]
    .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden="true"]'))
    .filter((element) => !(element.labels?.length || element.ariaLabel || element.getAttribute('aria-labelledby') || element.title || element.textContent?.trim()))
    .map((element) => element.outerHTML.slice(0, 120))
}

const LONGEST = ['ehr.basic', 'ehr.exam', 'contract.agreement', 'hypertension.followup']

/** Keys of texts that were not found, what a template could not read, and what a page says of an error of its own. */
const BROKEN = /页面出了问题|Something on this page went wrong|\b(undefined|NaN|\[object Object\]|Invalid Date)\b|\b(common|form|figure|nav|person|due)\.[a-z]+[A-Z]?\w*\b(?!\.care)/

async function look(house, page, name) {
  const complain = (text) => house.complaints.add(`${name}: ${text}`)
  await house.settle(page)
  // A phone's browser makes its window as wide as the page: the screen's own width counts.
  const wide = (await page.evaluate(() => document.documentElement.scrollWidth)) - page.viewportSize().width
  if (wide > 1) complain(`is ${wide} px wider than the screen`)
  for (const text of await page.locator('.state[role="alert"]').allInnerTexts()) complain(`shows "${text.replaceAll('\n', ' ')}"`)
  for (const html of await page.evaluate(namelessControls)) complain(`has a control without a name: ${html}`)
  const broken = BROKEN.exec(await page.locator('body').innerText())
  if (broken) complain(`says "${broken[0]}"`)
  await house.picture(page, name)
}

async function choose(page, language) {
  await page.evaluate((chosen) => document.querySelector(`input[name="language"][value="${chosen}"]`).click(), language)
}

/** Every entry of the navigation, in both languages; and where it must not lead. */
async function common(house, page, tag) {
  const go = async (path, name) => {
    await house.go(page, path)
    await look(house, page, `${tag}-${name}`)
  }
  await go('/', 'home')
  const paths = await page.evaluate(() => [...document.querySelectorAll('nav a[href^="#/"]')].map((link) => link.getAttribute('href').slice(1)))
  for (const path of new Set(paths)) if (path !== '/') await go(path, path.slice(1).replaceAll('/', '-'))
  await house.go(page, '/account')
  await choose(page, 'en')
  for (const path of new Set(paths)) await go(path, `en${path.replaceAll('/', '-')}`)
  await house.go(page, '/account')
  await choose(page, 'zh')
  await go('/nowhere', 'nowhere')
}

/** What those do who serve people. */
async function serving(house, page, tag) {
  const go = async (path, name) => {
    await house.go(page, path)
    await look(house, page, `${tag}-${name}`)
  }
  const resident = `/residents/${(await findPatient(house, page)).person_id}`
  await go(resident, 'resident')
  for (const [button, name] of [['新增记录', 'new-record'], ['迁移', 'move'], ['死亡登记', 'death']]) {
    await page.getByRole('button', { name: button }).click()
    await page.waitForTimeout(300)
    await look(house, page, `${tag}-resident-${name}`)
    await page.keyboard.press('Escape')
    await page.waitForTimeout(300)
  }
  const { forms } = await house.ask(page, '/catalogue')
  // All forms where there is least room; at a desk the longest ones.
  for (const form of forms) {
    if (form.subject !== 'person' || (tag.endsWith('desk') && !LONGEST.includes(form.name))) continue
    await go(`${resident}/new/${form.name}`, `form-${form.name}`)
  }
  await page.locator('.bar button').first().click()
  await look(house, page, `${tag}-form-refused`)
  const { items } = await house.ask(page, resident.replace('residents', 'persons') + '/records')
  await go(`${resident}/records/${items[0].form}/${items[0].record_id}`, 'record')
  await go('/residents/new', 'register')
  await go(`${resident}/edit`, 'amend')
  await house.go(page, '/account')
  await choose(page, 'en')
  await go(resident, 'en-resident')
  await go(`${resident}/new/hypertension.followup`, 'en-form')
  await house.go(page, '/account')
  await choose(page, 'zh')
}

async function figures(house, page, tag) {
  const go = async (path, name) => {
    await house.go(page, path)
    await look(house, page, `${tag}-${name}`)
  }
  const { programmes } = await house.ask(page, '/catalogue')
  for (const one of programmes) if (one.indicators.length) await go(`/figures?programme=${one.name}`, `figures-${one.name}`)
  for (const name of ['hypertension.standard_rate', 'hypertension.visits']) await go(`/figures/${name}`, `figure-${name}`)
  await page.locator('button.pick').click()
  await page.waitForTimeout(300)
  await look(house, page, `${tag}-place`)
  await page.getByRole('dialog').getByText('行政区划').click()
  await look(house, page, `${tag}-place-regions`)
  await page.getByRole('dialog').getByRole('button', { name: '选这里' }).last().click()
  await look(house, page, `${tag}-figure-region`)
}

async function one(house, account, screen) {
  const context = await house.context(screen)
  const tag = `${account}-${screen}`
  const page = await house.page(context, tag)
  await house.signIn(page, account)
  await common(house, page, tag)
  if (account === 'village') await serving(house, page, tag)
  if (account === 'village' || account === 'leader') await figures(house, page, tag)
  await context.close()
}

/** A figure is what its places are together, and each of them opens to its own. */
async function addUp(house) {
  const context = await house.context()
  const page = await house.page(context, 'places')
  const numberIn = async (locator) => Number((await locator.innerText()).replace(/[^\d]/g, ''))
  await house.signIn(page, 'analyst')
  await house.go(page, '/figures/hypertension.visits')
  const whole = await numberIn(page.locator('.head .value'))
  const rows = page.locator('section[aria-labelledby="places-title"] tbody tr')
  let sum = 0
  for (const row of await rows.all()) sum += await numberIn(row.locator('strong'))
  expectEqual(sum, whole, 'the places together')
  const part = await numberIn(rows.first().locator('strong'))
  await rows.first().getByRole('link').click()
  await house.settle(page)
  expectEqual(await numberIn(page.locator('.head .value')), part, 'the first place, opened')
  await context.close()
}

/** A file is taken out as the page offers it, and the audit log says who took it. */
async function takeOut(house) {
  const context = await house.context()
  const page = await house.page(context, 'export')
  await house.signIn(page, 'analyst')
  await house.go(page, '/exports')
  await page.selectOption('#export-what', 'hypertension.followup')
  await page.getByLabel('不含姓名').check()
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.take').click()])
  const text = readFileSync(await download.path(), 'utf8')
  expect(/^hypertension\.followup-.*\.csv$/.test(download.suggestedFilename()), `the file is called ${download.suggestedFilename()}`)
  expect(text.includes('收缩压') && text.split('\n').length > 1000, `the file has ${text.length} characters`)
  expect(!text.slice(0, 2000).includes('证件号码'), 'identity numbers went out')
  await house.signOut(page)
  await house.signIn(page, 'auditor')
  const first = page.locator('tbody tr', { hasText: '导出数据' }).first()
  expect((await first.innerText()).includes('hypertension.followup'), 'the export is not in the audit log')
  await house.picture(page, 'audit')
  await first.getByRole('button').first().click()
  await house.settle(page)
  expect((await page.locator('tbody tr').count()) > 1, 'nothing of one account')
  await context.close()
}

export async function walk(house) {
  // The first password is changed once, and that ends all sessions of the account.
  await house.case('everybody chooses a password', async () => {
    for (const account of [...house.first.keys()]) {
      const context = await house.context()
      await house.signIn(await house.page(context, account), account)
      await context.close()
    }
  })
  const lanes = Object.entries(LANES).map(async ([screen, accounts]) => {
    for (const account of accounts) await house.case(`${account} walks, ${screen}`, () => one(house, account, screen))
  })
  await Promise.all(lanes)
  await house.case('a figure is the sum of its places', () => addUp(house))
  await house.case('a file is taken out, and that is written down', () => takeOut(house))
}
