/* The boards at length (Q12): a thousand calls timed, ten thousand for their memory, a minute without a link.
 * The last line says how many checks passed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

import { live, LONG } from './live.mjs'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
	'--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding', '--disable-background-timer-throttling',
]

let passed = 0
let failed = 0

async function check(name, body) {
	try {
		await body()
		passed++
		console.log(`ok   ${name}`)
	} catch (error) {
		failed++
		console.log(`FAIL ${name}\n     ${String(error?.message ?? error).split('\n').slice(0, 12).join('\n     ')}`)
	}
}

const profile = mkdtempSync(join(tmpdir(), 'openhall-e2e-'))
const launch = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS, env: { ...process.env, HOME: profile } })
const browsers = [await launch(), await launch()]
try {
	await live(browsers[0], browsers[1], LONG, { check })
} finally {
	await Promise.all(browsers.map((browser) => browser.close()))
	rmSync(profile, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
