// Filling in forms as a hand does it: the controls are found by the names of their fields.

import { expect } from './house.mjs'

/** A visit in which nothing is the matter, complete. */
export const visitOn = (today) => ({
  way: '1', symptoms: '1', danger: '0', sbp: '132', dbp: '82', height: '165', weight: '68', heart_rate: '72',
  cigarettes: '0', cigarettes_target: '0', liquor: '0', liquor_target: '0',
  exercise_times: '3', exercise_minutes: '30', exercise_times_target: '5', exercise_minutes_target: '30',
  salt: '1', salt_target: '1', mind: '1', compliance: '1', adherence: '3', adverse: '1', new_complication: '1', class: '1', referred: 'false',
  next_on: new Date(Date.parse(today) + 60 * 86_400_000).toISOString().slice(0, 10),
})

export class Paper {
  constructor(house, page) {
    this.house = house
    this.page = page
  }

  field(name) {
    return this.page.locator(`#field-${name}`)
  }

  /** Typed, or chosen when it is choices. */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const choice = /^\w+$/.test(value) ? this.page.locator(`#field-${name}-${value}`) : null
      if (await choice?.count()) await choice.check()
      else await this.field(name).fill(value)
    }
  }

  /** The remarks beside a field, once the server has said what it thinks. */
  async problems(name) {
    await this.page.waitForTimeout(450)
    await this.house.settle(this.page)
    return this.page.locator(`#field-${name}-problems`).innerText()
  }

  /** What the field's frame says when it has something to say. */
  async expectProblem(name, pattern) {
    const text = await this.problems(name)
    expect(pattern.test(text), `beside ${name}: expected ${pattern}, found "${text}"`)
  }

  get saveButton() {
    return this.page.locator('.bar button.el-button--primary')
  }

  async save() {
    await this.saveButton.click()
    await this.page.waitForSelector('.saved')
    await this.house.settle(this.page)
  }

  async message(pattern) {
    await this.page.locator('.bar .message').filter({ hasText: pattern }).waitFor()
  }
}
