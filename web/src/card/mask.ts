// What a card shows of a name, and what looks like a card's text.

/** "张三" is "张*", "欧阳修" is "欧**", "Anna Berg" is "A***". */
export function maskName(name: string): string {
  const letters = [...name.trim()]
  return (letters[0] ?? '') + '*'.repeat(Math.min(Math.max(letters.length - 1, 1), 3))
}

/** As a scanner types it, with Caps Lock on or off: the server says whether it is one. */
export function looksLikeCard(text: string): boolean {
  return /^\s*(bfc[1-9]|hc\d{10}\s*$)/i.test(text)
}
