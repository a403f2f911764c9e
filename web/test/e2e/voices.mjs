/* The voice in real Chromium (Q13): two boards speak for one hall, thirty windows call within a second, a player is
 * closed in mid-sentence and the server is started again in between; every call is spoken, once, and no two at once.
 *
 * Has a server of its own, which it can stop, and a hall whose recordings are a tone of 50 ms, so that a call takes half
 * a second; they are uploaded as a hall uploads its own. */
import { strict as assert } from 'node:assert'
import { spawn, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..', '..', '..')
const PROGRAM = join(ROOT, 'build', 'openhall')
const HALL = 'loud'
const WINDOWS = 30
/* Calls of the second part, each spoken so often that there is time to close its player in between. */
const LATER = 4
const ROUNDS = 4
const RATE = 22_050
const PIECE_S = 0.05
const TONE_HZ = 440
const LOUD = 9_000
const SPOKEN_MAX_MS = 40_000
/* After a player has died its call is handed out again when its time is over. */
const AGAIN_MAX_MS = 40_000
const SECOND_MS = 1_000
/* Clocks of pages and of sound. */
const SLACK_MS = 20
const DAY_MIN = 1440
const NOON_MIN = 720

const ids = (prefix, n) => Array.from({ length: n }, (_, i) => `${prefix}${i + 1}`)
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

/* Noon in the hall, whatever the time here: its day must not end meanwhile. */
function noonOffset() {
	const now = new Date()
	const offset = NOON_MIN - (now.getUTCHours() * 60 + now.getUTCMinutes())
	return offset < -NOON_MIN ? offset + DAY_MIN : offset
}

function config(repeats) {
	return {
		name: '播报厅', name_en: 'Loud hall',
		services: [{ id: 's1', name: '业务', digits: 1 }],
		windows: ids('w', WINDOWS).map((id, i) => ({ id, name: `${i + 1}号窗口`, services: [{ service: 's1' }] })),
		clerks: ids('c', WINDOWS).map((id) => ({ id, name: id })),
		calendar: { always_open: true, utc_offset_min: noonOffset() },
		voice: { languages: ['mandarin'], repeats, volume: 1 },
	}
}

function tone() {
	const samples = Math.round(RATE * PIECE_S)
	const file = Buffer.alloc(44 + samples * 2)
	file.write('RIFF', 0)
	file.writeUInt32LE(36 + samples * 2, 4)
	file.write('WAVEfmt ', 8)
	file.writeUInt32LE(16, 16)
	file.writeUInt16LE(1, 20)
	file.writeUInt16LE(1, 22)
	file.writeUInt32LE(RATE, 24)
	file.writeUInt32LE(RATE * 2, 28)
	file.writeUInt16LE(2, 32)
	file.writeUInt16LE(16, 34)
	file.write('data', 36)
	file.writeUInt32LE(samples * 2, 40)
	for (let i = 0; i < samples; i++) file.writeInt16LE(Math.round(LOUD * Math.sin((2 * Math.PI * TONE_HZ * i) / RATE)), 44 + 2 * i)
	return file
}

/* A server that can be stopped and started again at the same address. */
function hallServer(data) {
	let child = null
	let address = '127.0.0.1:0'
	return {
		get base() {
			return `http://${address}`
		},
		async start() {
			child = spawn(PROGRAM, ['serve', '--data', data, '--listen', address, '--web', join(ROOT, 'build', 'web'), '--log-level', 'error'])
			const [line] = await once(child.stdout, 'data')
			address = /http:\/\/([0-9.:]+)\//.exec(String(line))[1]
		},
		async stop() {
			const gone = once(child, 'exit')
			child.kill('SIGTERM')
			await gone
		},
	}
}

/* What each page plays and says that it has spoken. */
class Ears {
	sounds = []
	spoken = []

	async listen(page, name) {
		await page.exposeFunction('noteSound', (begins, ends) => this.sounds.push({ page: name, begins, ends }))
		await page.addInitScript(() => {
			const { start } = AudioBufferSourceNode.prototype
			AudioBufferSourceNode.prototype.start = function (when) {
				const begins = Date.now() + (when - this.context.currentTime) * 1000
				globalThis.noteSound(begins, begins + this.buffer.duration * 1000)
				return start.call(this, when)
			}
		})
		page.on('request', (request) => {
			if (!request.url().endsWith('/done')) return
			const { announcement, spoken } = request.postDataJSON()
			if (spoken) this.spoken.push({ page: name, announcement })
		})
	}

	/* The page is gone, and with it what it had still to play. */
	cut(name, at) {
		this.sounds = this.sounds.filter((one) => one.page !== name || one.begins < at)
		for (const one of this.sounds) if (one.page === name) one.ends = Math.min(one.ends, at)
	}

	/* Announcements, each once however often a page had to say that it was done. */
	get told() {
		return new Set(this.spoken.map((one) => one.announcement))
	}

	checkNoTwoAtOnce() {
		const inTurn = this.sounds.toSorted((a, b) => a.begins - b.begins)
		for (let i = 1; i < inTurn.length; i++)
			assert.ok(inTurn[i].begins >= inTurn[i - 1].ends - SLACK_MS, `sound ${i} begins ${inTurn[i - 1].ends - inTurn[i].begins} ms before the one before ends`)
	}
}

export async function voices(launch, { check, scan }) {
	const data = mkdtempSync(join(tmpdir(), 'openhall-voices-'))
	const server = hallServer(join(data, 'data'))
	const get = async (path) => (await fetch(`${server.base}/v1/halls/${HALL}${path}`)).json()
	const post = async (path, body) => (await fetch(`${server.base}/v1/halls/${HALL}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()
	const send = (command, args) => post('/commands', { command, args })
	const calls = async (from, n) => {
		const answers = await Promise.all(ids('w', WINDOWS).slice(from, from + n).map((window) => send('ticket.call_next', { window })))
		return answers.map((answer) => answer.events.find((event) => event.kind === 'ticket.called').seq)
	}
	const until = async (met, limit) => {
		for (const end = Date.now() + limit; !met() && Date.now() < end;) await sleep(50)
	}
	const apply = (repeats) => {
		writeFileSync(join(data, 'hall.json'), JSON.stringify(config(repeats)))
		execFileSync(PROGRAM, ['hall', 'apply', '--data', join(data, 'data'), HALL, join(data, 'hall.json')])
	}
	const upload = async (piece, body) => {
		const response = await fetch(`${server.base}/v1/halls/${HALL}/voice/pack/mandarin/${piece}`, { method: 'PUT', body })
		assert.equal(response.status, 200, piece)
	}
	const open = async (browser, path, ears, name) => {
		const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
		if (ears) await ears.listen(page, name)
		await page.goto(`${server.base}${path}`)
		return page
	}

	apply(1)
	await server.start()
	const [loud, shy] = [await launch(['--autoplay-policy=no-user-gesture-required']), await launch(['--autoplay-policy=document-user-activation-required'])]
	try {
		for (const piece of ['please', 'goto', ...'0123456789', ...ids('window.w', WINDOWS)]) await upload(piece, tone())
		for (const [i, window] of ids('w', WINDOWS).entries()) {
			await send('window.open', { window, clerk: `c${i + 1}` })
			await send('ticket.take', { service: 's1' })
		}

		await check('the pack has all that calls of the hall need', async () => {
			const { pieces } = await get('/voice/pack')
			assert.deepEqual(pieces.filter((one) => one.needed && !one.bytes), [])
		})
		await check('two boards, thirty calls in a second: each is spoken once, in order, and no two at once', async () => {
			const ears = new Ears()
			const pages = [await open(loud, `/board/${HALL}?voice=1&lang=zh-CN`, ears, 'left'), await open(loud, `/board/${HALL}?voice=1&lang=en`, ears, 'right')]
			for (const page of pages) await page.locator('[data-part="voice"].good').waitFor()
			const began = Date.now()
			const called = await calls(0, WINDOWS)
			assert.ok(Date.now() - began < SECOND_MS, `calling took ${Date.now() - began} ms`)
			await until(() => ears.told.size === WINDOWS, SPOKEN_MAX_MS)
			assert.deepEqual(ears.spoken.map((one) => one.announcement), called.toSorted((a, b) => a - b))
			assert.equal(ears.sounds.length, WINDOWS)
			ears.checkNoTwoAtOnce()
			const { zones: [zone] } = await get('/voice')
			assert.deepEqual([zone.spoken, zone.skipped, zone.lost, zone.waiting], [WINDOWS, 0, 0, 0])
			console.log(`     ${WINDOWS} calls in ${((Date.now() - began) / 1000).toFixed(1)} s by ${new Set(ears.spoken.map((one) => one.page)).size} players`)
			await Promise.all(pages.map((page) => page.context().close()))
		})

		await check('a player closed in mid-sentence and a server started again: nothing is lost, spoken twice or at once', async () => {
			const ears = new Ears()
			await server.stop()
			apply(ROUNDS)
			await server.start()
			const first = await open(loud, `/voice/${HALL}?lang=zh-CN`, ears, 'first')
			await first.locator('[data-part="voice"].good').waitFor()
			for (const window of ids('w', LATER)) {
				await send('ticket.start', { window })
				await send('ticket.finish', { window })
				await send('ticket.take', { service: 's1' })
			}
			const called = new Set(await calls(0, LATER))
			const second = await open(loud, `/voice/${HALL}?lang=zh-CN`, ears, 'second')
			await until(() => ears.told.size === 1 && ears.sounds.length === 2 * ROUNDS, SPOKEN_MAX_MS)
			await sleep(200)
			await first.context().close()
			ears.cut('first', Date.now())
			await server.stop()
			await server.start()
			await until(() => ears.told.size === LATER, AGAIN_MAX_MS)
			assert.deepEqual(ears.told, called)
			/* All rounds of each, and those that the closed one had begun of its last. */
			const more = ears.sounds.length - ROUNDS * LATER
			assert.ok(more > 0 && more <= ROUNDS, `${more} sounds more than rounds`)
			ears.checkNoTwoAtOnce()
			assert.equal((await get('/voice')).zones[0].waiting, 0)
			await second.context().close()
		})

		await check('a browser that wants a touch first says so, and speaks after one', async () => {
			const page = await open(shy, `/voice/${HALL}?lang=zh-CN`)
			await page.locator('[data-part="voice-unlock"]').click()
			await page.locator('[data-part="voice"].good').waitFor()
			await page.context().close()
		})
		for (const language of ['zh-CN', 'en']) {
			await check(`the page of the voice holds WCAG 2.2 AA, while it speaks too, and fits 360 pixels (${language})`, async () => {
				const page = await open(loud, `/voice/${HALL}?lang=${language}`)
				await page.locator('[data-part="voice"].good').waitFor()
				await scan(page)
				await send('ticket.recall', { window: 'w1' })
				await page.locator('[data-part="speaking"]').waitFor()
				await scan(page)
				await page.setViewportSize({ width: 360, height: 740 })
				assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360)
				await page.context().close()
			})
		}
	} finally {
		await Promise.all([loud.close(), shy.close()])
		await server.stop()
		rmSync(data, { recursive: true, force: true })
	}
}
