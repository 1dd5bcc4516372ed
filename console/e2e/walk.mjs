// Visits pages on which all that people typed is script: it stays text, nothing runs, and each page is sound at both widths.
// node e2e/walk.mjs URL PASSWORD SCRIPT {"who": ["/path", "/path!"]}; “!” where the page must show the script as text.
import assert from 'node:assert/strict'
import { base, expected, finish, fit, look, more, narrow, signIn } from './browser.mjs'

const [script, wanted] = [more[0], JSON.parse(more[1])]
expected.push(/404.*\/(sheet|progress|history|pages)/) // what a person may not see of a page is asked for all the same
/** What an office prints. */
const PRINTED = /^\/registers\/(outgoing|incoming)|\/sheet$|\/agenda$/
const STRICT = /default-src 'self'|script-src 'self'/

async function sound(page, path, shows) {
  const answer = await page.goto(`${base}/console${path}`)
  const policy = answer.headers()['content-security-policy'] ?? ''
  assert.match(policy, STRICT, `the policy of ${path}`)
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/, `the policy of ${path}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  if (path !== '/kit') await page.waitForFunction(() => !document.querySelector('main .skeleton')) // the page of all components shows one
  if (shows)
    await page
      .waitForFunction((script) => document.body.innerText.replace(/\s/g, '').includes(script.replace(/\s/g, '')), script.slice(0, 40))
      .catch(() => assert.fail(`${path} does not show what was typed`))
  const found = await page.evaluate(() => ({
    ran: window.hit,
    injected: document.querySelectorAll('img[src="x"], [onerror], [onload], [onclick]').length,
    inline: [...document.scripts].filter((each) => !each.src).length,
    styles: document.querySelectorAll('body style').length,
  }))
  assert.deepEqual(found, { ran: undefined, injected: 0, inline: 0, styles: 0 }, `script on ${path}`)
  await fit(page, path)
  await page.setViewportSize({ width: 390, height: 844 })
  await fit(page, `${path} on the telephone`)
  await look(page, `walk${path.replaceAll('/', '_').replace(/[^a-z_]/gi, '')}`)
  await page.evaluate(() => (document.documentElement.dataset.type = '150'))
  await narrow(page, `${path} on the telephone in large type`) // the same elements, judged above: only their sizes differ
  await page.evaluate(() => (document.documentElement.dataset.type = '100'))
  await page.setViewportSize({ width: 720, height: 450 }) // 1440 at 200 %
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  assert.ok(wide <= room, `${path} at 200 % scrolls sideways: ${wide} of ${room}`)
  if (PRINTED.test(path)) {
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    assert.match(pdf, /MediaBox\s*\[\s*0 0 (59[45]\S* 84[12]|84[12]\S* 59[45])/, `${path} prints on A4`)
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, `${path} prints on one page`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
const broken = []
for (const [who, paths] of Object.entries(wanted)) {
  const page = await signIn(who)
  for (const each of paths) {
    await sound(page, each.replace('!', ''), each.endsWith('!')).catch((error) => broken.push(`${who} ${each}: ${error.message}`))
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  await page.context().close()
}
assert.deepEqual(broken, [], 'every page is sound')
await finish('every page was visited')
