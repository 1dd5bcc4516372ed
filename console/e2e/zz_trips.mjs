import { base, browser, fit, fitBoth, press, signIn, complaints } from './browser.mjs'
const folder = process.argv[4]
const day = (ahead) => new Date(Date.now() + (24 * ahead + 8) * 3_600_000).toISOString().slice(0, 10)
async function post(page, path, body = {}) {
  const found = await page.evaluate(async ([path, body]) => {
    const response = await fetch(`/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Tongban-Csrf': '1', 'Idempotency-Key': crypto.getRandomValues(new Uint32Array(4)).join('-') }, body: JSON.stringify(body) })
    return [response.status, await response.json()]
  }, [path, body])
  if (found[0] > 299) throw new Error(`${path}: ${JSON.stringify(found[1])}`)
  return found[1]
}
async function shoot(page, path, name, before = async () => undefined) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    await page.setViewportSize({ width, height })
    await page.goto(`${base}/console${path}`)
    await page.waitForLoadState('networkidle').catch(() => undefined)
    await before(page)
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true })
    await fit(page, `${name}-${width}`).catch((e) => console.error(`${name}-${width}`, String(e.message).slice(0, 400)))
  }
}
const p = {}
for (const who of ['east.clerk', 'east.director', 'east.leader', 'east.registrar', 'east.handler']) p[who] = await signIn(who)
const { 'east.clerk': clerk, 'east.director': director, 'east.leader': leader, 'east.registrar': registrar, 'east.handler': handler } = p
const v = await post(clerk, '/vehicles', { plate: '浙A·12345', model: '别克GL8', seats: 7, licence_class: 'c1', parking: '东校区地下车库', inspection_until: day(20), insurance_until: '2028-01-01', service_on: '2027-10-01', odometer: 35200 })
await post(clerk, '/vehicles', { plate: '浙A·67890', model: '大众帕萨特', seats: 5, licence_class: 'c1', parking: '东校区地下车库', inspection_until: day(-3), insurance_until: '2028-01-01' })
const d = await post(clerk, '/drivers', { person: 'east.registrar', licence_class: 'c1', licence_until: '2030-06-30', begins: '07:00', ends: '19:00' })
const t = []
for (const [dest, h] of [['区教育局', '08'], ['区档案馆', '14'], ['实验小学', '09']])
  t.push(await post(handler, '/trips', { purpose: '送教下乡', destination: dest, starts_at: `${day(1)}T${h}:00:00+08:00`, ends_at: `${day(1)}T${String(+h + 3).padStart(2, '0')}:30:00+08:00`, passengers: 3, special: '值班' }))
for (const x of t.slice(0, 2)) { await post(director, `/trips/${x.id}/actions/examine`, { comment: '同意' }); await post(leader, `/trips/${x.id}/actions/approve`, { comment: '同意' }) }
await post(clerk, `/trips/${t[0].id}/actions/dispatch`, { vehicle: v.id, driver: d.id })
await shoot(clerk, '/trips', 'list')
await shoot(clerk, '/trips/day?on=' + day(1), 'day')
await shoot(clerk, '/trips/new', 'new', async (page) => { await page.getByLabel('事由', { exact: true }).fill('送教下乡'); await page.getByLabel('目的地').fill('区教育局'); await page.getByLabel('用车日期').fill(day(((6 - new Date().getDay() + 7) % 7) || 7)); await page.waitForTimeout(800) })
await shoot(clerk, '/vehicles', 'vehicles')
await shoot(clerk, '/vehicles', 'enter', async (page) => { await press(page, '登记车辆') })
await shoot(clerk, '/vehicles', 'enterdriver', async (page) => { await press(page, '登记驾驶员') })
await post(clerk, `/vehicles/${v.id}/costs`, { kind: 'repair', amount_fen: 48000, on: '2026-11-20', note: '更换刹车片' })
await shoot(clerk, `/vehicles/${v.id}`, 'vehicle')
await shoot(clerk, `/drivers/${d.id}`, 'driver')
await shoot(clerk, `/trips/${t[1].id}`, 'trip-dispatch', async (page) => { await press(page, '派车'); await page.waitForTimeout(800) })
await shoot(registrar, `/trips/${t[0].id}`, 'trip-driver', async (page) => { await press(page, '出车') })
await post(registrar, `/trips/${t[0].id}/actions/depart`, { odometer: 35200 })
await shoot(registrar, `/trips/${t[0].id}`, 'trip-end', async (page) => { await press(page, '收车') })
await shoot(registrar, `/trips/${t[0].id}`, 'trip-accident', async (page) => { await press(page, '登记事故') })
await post(registrar, `/trips/${t[0].id}/actions/end`, { odometer: 35238, fuel_fen: 30050 })
await shoot(clerk, `/trips/${t[0].id}`, 'trip-back')
await shoot(handler, '/trips', 'handler')
await shoot(clerk, '/inbox', 'inbox')
console.log(JSON.stringify(complaints, null, 1))
await browser.close()
