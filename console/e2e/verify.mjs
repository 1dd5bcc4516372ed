// A file is verified by somebody without an account, chosen and dropped; nothing of the person or the file's name goes along.
// node e2e/verify.mjs URL PASSWORD ISSUED_FILE
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { base, browser, complaints, finish, fit, fitBoth } from './browser.mjs'

const [file] = process.argv.slice(4)
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
page.setDefaultTimeout(20_000)
page.on('console', (message) => message.type() === 'error' && !message.text().includes('401') && complaints.push(message.text()))
page.on('pageerror', (error) => complaints.push(error.message))

await page.goto(`${base}/console/sign-in`)
await page.getByRole('link', { name: '验真' }).click()
await page.getByRole('heading', { name: '验真' }).waitFor()
await fitBoth(page, 'verification')

const sent = page.waitForRequest((request) => request.url().endsWith('/verifications') && request.method() === 'POST')
await page.setInputFiles('input[type=file]', file)
const asked = await sent
await page.getByRole('heading', { name: '与印发文本一致' }).waitFor()
assert.ok(!asked.url().includes('?') && (await asked.allHeaders()).authorization === undefined, 'only the file is sent')
await page.getByText('不是电子印章').waitFor()
await page.getByText('发文字号').waitFor()
assert.equal(await page.evaluate(() => document.activeElement?.className.includes('finding')), true, 'the finding has the focus')
await fitBoth(page, 'a finding')

const bytes = [...readFileSync(file), 10]
const carried = await page.evaluateHandle((content) => {
  const data = new DataTransfer()
  data.items.add(new File([new Uint8Array(content)], '改过.pdf', { type: 'application/pdf' }))
  return data
}, bytes)
await page.dispatchEvent('.drop', 'drop', { dataTransfer: carried })
await page.getByRole('heading', { name: '已被改动' }).waitFor()
assert.equal(await page.getByText('发文字号').count(), 0, 'a document is named only to who has its issued file')
await page.setInputFiles('input[type=file]', { name: '空.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) })
await page.getByRole('alert').getByText('空').waitFor()
await fit(page, 'a refusal')
await finish('verified without an account')
