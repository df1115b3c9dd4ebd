import { describe, expect, it } from 'vitest'
import { emptyContent, type Content } from './content'
import { merge, takeMine } from './merge'
import { sampleForm } from './sample'

const form = sampleForm()

function typed(values: Content['values'], lists: Content['lists'] = {}): Content {
  return { ...emptyContent('2025-03-04', '10', '500'), values, lists }
}

describe('two amendments of one record', () => {
  it.each([
    ['nobody', '1', '1', '1', '1', 0, 0],
    ['only I', '1', '2', '1', '2', 0, 0],
    ['only they', '1', '1', '3', '3', 0, 1],
    ['both the same', '1', '2', '2', '2', 0, 0],
    ['both, differently', '1', '2', '3', '3', 1, 0],
    ['I removed it', '1', '', '1', '', 0, 0],
    ['they removed it, I changed it', '1', '2', '', undefined, 1, 0],
  ])('%s', (_, was, mine, theirs, want, conflicts, taken) => {
    const of = (text: string): Content => typed(text ? { sbp: text } : {})
    const out = merge(form, of(was), of(mine), of(theirs))
    expect(out.content.values.sbp).toBe(want)
    expect(out.conflicts).toHaveLength(conflicts)
    expect(out.taken).toHaveLength(taken)
  })

  it('takes lists as a whole, and day and post too', () => {
    const was = typed({}, { medicines: [{ name: 'a' }] })
    const mine = { ...typed({}, { medicines: [{ name: 'a' }, { name: 'b' }] }), occurred_on: '2025-03-01' }
    const theirs = typed({ sbp: '150' }, { medicines: [{ name: 'c' }] })
    const out = merge(form, was, mine, theirs)
    expect(out.content.occurred_on).toBe('2025-03-01')
    expect(out.content.values).toEqual({ sbp: '150' })
    expect(out.conflicts.map((one) => one.place)).toEqual(['lists.medicines'])
    takeMine(form, out.content, 'lists.medicines', out.conflicts[0]?.mine)
    expect(out.content.lists.medicines).toEqual([{ name: 'a' }, { name: 'b' }])
  })
})
