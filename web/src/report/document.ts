// The annual summary as the server writes it (HTML), taken apart into the few things it is made
// of: nothing else of it reaches the page, and its links become links of this interface.

export type Inline = { is: 'text'; text: string } | { is: 'figure'; text: string; indicator: string; query: Record<string, string> }
export type Block =
  | { is: 'heading'; level: number; content: Inline[] }
  | { is: 'paragraph'; content: Inline[] }
  | { is: 'list'; items: Inline[][] }

/** "/#/figures/hypertension.standard_rate?period=2025&organisation=7" */
export function readLink(href: string): { indicator: string; query: Record<string, string> } | null {
  const found = /^\/?#\/figures\/([\w.]+)(?:\?(.*))?$/.exec(href)
  if (!found?.[1]) return null
  return { indicator: found[1], query: Object.fromEntries(new URLSearchParams(found[2] ?? '')) }
}

function inlines(node: Node, out: Inline[] = []): Inline[] {
  for (const child of Array.from(node.childNodes)) {
    if (child.nodeType === 3) {
      if (child.textContent) out.push({ is: 'text', text: child.textContent })
    } else if (child.nodeName === 'A') {
      const text = child.textContent ?? ''
      const link = readLink((child as Element).getAttribute('href') ?? '')
      out.push(link ? { is: 'figure', text, ...link } : { is: 'text', text })
    } else inlines(child, out)
  }
  return out
}

export function readDocument(html: string): Block[] {
  const body = new DOMParser().parseFromString(html, 'text/html').body
  const out: Block[] = []
  const visit = (parent: Element): void => {
    for (const element of Array.from(parent.children)) {
      const name = element.nodeName
      if (/^H[1-6]$/.test(name)) out.push({ is: 'heading', level: Number(name[1]), content: inlines(element) })
      else if (name === 'P') out.push({ is: 'paragraph', content: inlines(element) })
      else if (name === 'UL' || name === 'OL') out.push({ is: 'list', items: Array.from(element.children).map((item) => inlines(item)) })
      else visit(element)
    }
  }
  visit(body)
  return out
}
