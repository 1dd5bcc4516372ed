// Visits pages on which all that people typed is script: it stays text, nothing runs, and each page is sound at both widths.
// node e2e/walk.mjs URL PASSWORD SCRIPT {"who": ["/path", "/path!"]}; “!” where the page must show the script as text.
import assert from 'node:assert/strict'
import { base, expected, finish, fit, look, more, signIn } from './browser.mjs'

const [script, wanted] = [more[0], JSON.parse(more[1])]
expected.push(/404.*\/(sheet|progress|history|pages)/) // what a person may not see of a page is asked for all the same
const STRICT = /default-src 'self'|script-src 'self'/

async function sound(page, path, shows) {
  const answer = await page.goto(`${base}/console${path}`)
  const policy = answer.headers()['content-security-policy'] ?? ''
  assert.match(policy, STRICT, `the policy of ${path}`)
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/, `the policy of ${path}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => !document.querySelector('main .skeleton'))
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
