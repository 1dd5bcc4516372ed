// A person without a mouse: moves by Tab, always sees where they are, and does everything by pressing keys.
import assert from 'node:assert/strict'

/** What has the focus, and whether one sees that it has. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement
    const style = getComputedStyle(at)
    const around = getComputedStyle(at.closest('.editor, .file, .choice') ?? at)
    const ringed = (each) => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2
    return { at: at.outerHTML.slice(0, 120), visible: ringed(style) || ringed(around), body: at === document.body || at.tagName === 'MAIN' }
  })
/** Press Tab until something has the focus; fails where it cannot be reached, or where one would not see where one is. */
export async function reach(page, wanted, { back = false, most = 160 } = {}) {
  await wanted.first().waitFor()
  const holds = () => wanted.evaluateAll((all) => all.includes(document.activeElement))
  for (let step = 0; step < most; step += 1) {
    if (await holds()) return
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    const { at, visible, body } = await focused(page)
    assert.ok(visible || body, `focus is visible on ${at}`)
  }
  assert.fail(`cannot be reached by Tab: ${wanted}, stuck at ${(await focused(page)).at}`)
}
export async function strike(page, role, name, more = {}) {
  await reach(page, page.getByRole(role, { name, exact: true }), more)
  await page.keyboard.press('Enter')
}
export async function type(page, role, name, words) {
  await reach(page, page.getByRole(role, { name, exact: true }))
  await page.keyboard.insertText(words)
}
