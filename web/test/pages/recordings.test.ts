/* A pack of recordings brought in at once (Q13). */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { VoiceLanguage, VoicePiece } from '../../src/api/voice'
import { CLIENT, OPEN_STREAM } from '../../src/live/useHall'
import { SPEAKER } from '../../src/live/useVoice'
import { matchPiece } from '../../src/pages/recordings/matchPiece'
import UploadTable from '../../src/pages/recordings/UploadTable.vue'
import { DECODE, type Upload } from '../../src/pages/recordings/useRecordings'
import { LONGEST_S, RATE, waveOf } from '../../src/pages/recordings/wave'
import RecordingsPage from '../../src/pages/RecordingsPage.vue'
import { i18n, setLanguage } from '../../src/text/i18n'
import { FakeServer, json } from '../fixtures'

const piece = (language: VoiceLanguage, name: string, say: string, bytes?: number): VoicePiece => ({
	language, piece: name, say, needed: true, ...(bytes ? { bytes, duration_ms: 700 } : {}),
})
const PIECES = [
	piece('mandarin', 'please', '请', 9_000), piece('mandarin', 'goto', '号，到'), piece('mandarin', '1', '幺'), piece('mandarin', 'A', 'A'),
	piece('mandarin', 'window.w1', '1号窗口'), piece('cantonese', '1', '一'), piece('cantonese', 'window.w1', '1號窗口'),
]

describe('names of files (Q13)', () => {
	const match = (path: string, language: VoiceLanguage = 'mandarin') => {
		const found = matchPiece(path, PIECES, language)
		return found && `${found.language}/${found.piece}`
	}

	it.each([
		['1.wav', 'mandarin/1'], ['a.MP3', 'mandarin/A'], ['please.m4a', 'mandarin/please'], ['请.wav', 'mandarin/please'],
		['号，到.wav', 'mandarin/goto'], ['号到.wav', 'mandarin/goto'], ['1号窗口.wav', 'mandarin/window.w1'], ['１ 号窗口.wav', 'mandarin/window.w1'],
		['window.w1.wav', 'mandarin/window.w1'], ['Window-W1.wav', 'mandarin/window.w1'], ['粤语-1.wav', 'cantonese/1'], ['cantonese_window.w1.wav', 'cantonese/window.w1'],
		['pack/cantonese/1.wav', 'cantonese/1'], ['粤语/普通话 1.wav', 'mandarin/1'], ['goto', 'mandarin/goto'],
	])('takes %s for %s', (path, key) => expect(match(path)).toBe(key))

	it.each(['2.wav', 'window.w9.wav', 'english-1.wav', '.wav', 'mandarin.wav', '请1.wav', 'REC_0001.wav'])('leaves %s to a person', (path) => expect(match(path)).toBeNull())

	it('takes the language that was chosen where the name has none', () => expect(match('1.wav', 'cantonese')).toBe('cantonese/1'))
})

describe('files as the server keeps them (Q13)', () => {
	it('makes one channel of two, 16 bits, and cuts what is too loud', () => {
		const view = new DataView(waveOf([Float32Array.of(0, 1, 3), Float32Array.of(0, 0, 3)]))
		const word = (at: number) => String.fromCharCode(...new Uint8Array(view.buffer, at, 4))
		expect([word(0), word(8), word(12), word(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data'])
		expect([view.getUint32(4, true), view.getUint16(20, true), view.getUint16(22, true), view.getUint32(24, true), view.getUint16(34, true)]).toEqual([42, 1, 1, RATE, 16])
		expect([view.getUint32(40, true), view.getInt16(44, true), view.getInt16(46, true), view.getInt16(48, true)]).toEqual([6, 0, 16_384, 32_767])
	})
})

describe('as many files as pieces (Q13)', () => {
	const MANY = 120
	const pieces = Array.from({ length: MANY }, (_, i) => piece('mandarin', `p${i}`, `第${i}`))
	const uploads = pieces.map((one, id): Upload => ({
		id, name: `${one.piece}.wav`, key: `mandarin/${one.piece}`, stage: 'reading', fault: null, problem: null, seconds: 0, wave: null,
	}))
	let named: number
	let drawn: string[]
	let table: VueWrapper

	const optionsIn = (row: number) => table.findAll('select')[row]!.findAll('option')

	beforeEach(() => {
		setLanguage('zh-CN', false)
		named = 0
		drawn = []
		const note = (one: { $props: object }) => 'upload' in one.$props && void drawn.push((one.$props.upload as Upload).name)
		table = mount(UploadTable, {
			props: { uploads, pieces, twice: new Set<string>(), playing: '', sending: false, nameOf: (one: VoicePiece) => (named++, one.say) },
			attachTo: document.body,
			global: { plugins: [i18n], mixins: [{ updated() { note(this as never) } }] },
		})
	})
	afterEach(() => table.unmount())

	it('names each piece once, and has all of them only in the row that is under hand', async () => {
		const select = (row: number) => table.findAll('select')[row]!
		expect(table.findAll('option')).toHaveLength(2 * MANY)
		expect(select(7).element.value).toBe('mandarin/p7')
		await select(7).trigger('focus')
		expect(optionsIn(7)).toHaveLength(MANY + 1)
		expect(select(7).element.value).toBe('mandarin/p7')
		await select(7).trigger('blur')
		expect(optionsIn(7)).toHaveLength(MANY + 1)
		await select(9).trigger('pointerdown')
		expect([optionsIn(7).length, optionsIn(9).length]).toEqual([2, MANY + 1])
		expect([select(7).element.value, select(9).element.value]).toEqual(['mandarin/p7', 'mandarin/p9'])
		await select(9).setValue('mandarin/p3')
		expect(table.emitted('choose')).toEqual([[9, 'mandarin/p3']])
		expect(named).toBe(MANY)
		expect(new Set(drawn)).toEqual(new Set(['p7.wav', 'p9.wav']))
	})

	it('draws only the row whose file has changed', async () => {
		await table.setProps({ uploads: uploads.map((one) => (one.id === 5 ? { ...one, stage: 'ready' as const } : one)) })
		expect(drawn).toEqual(['p5.wav'])
		await table.setProps({ twice: new Set(['mandarin/p5']) })
		expect(drawn).toEqual(['p5.wav', 'p5.wav'])
		expect(table.findAll('[data-part=standing]')[5]!.text()).toBe('与另一个文件对应同一条，请改选或移除其一')
	})
})

describe('recordings page (Q13)', () => {
	let page: VueWrapper
	let server: FakeServer
	let puts: { path: string; bytes: number }[]
	let removed: string[]
	let heard: number[]
	let pieces: VoicePiece[]
	let refuse: Set<string>

	/* What a file says is how long it sounds. */
	const decode = async (bytes: ArrayBuffer) => {
		const seconds = Number(new TextDecoder().decode(bytes))
		if (Number.isNaN(seconds)) throw new Error('no sound')
		return [new Float32Array(Math.round(seconds * RATE))]
	}
	const file = (name: string, seconds: number | string = 1) => new File([String(seconds)], name)

	async function show(): Promise<void> {
		setLanguage('zh-CN', false)
		const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '' } }] })
		const provide = {
			[CLIENT as symbol]: server.client(),
			[OPEN_STREAM as symbol]: server.open,
			[DECODE as symbol]: decode,
			[SPEAKER as symbol]: () => ({ ready: async () => true, play: async ([sound]: ArrayBuffer[]) => (heard.push(sound!.byteLength), true), close: () => undefined }),
		}
		page = mount(RecordingsPage, { props: { hall: 'h1' }, attachTo: document.body, global: { plugins: [i18n, router], provide } })
		await flushPromises()
	}

	async function choose(...files: File[]): Promise<void> {
		const input = page.get('input[type=file]')
		Object.defineProperty(input.element, 'files', { value: files, configurable: true })
		await input.trigger('change')
		await settle()
	}

	/* Files are read one after the other. */
	async function settle(): Promise<void> {
		for (let i = 0; i < 20; i++) await flushPromises()
	}

	const rows = () => page.findAll('[data-part=uploads] tbody tr')
	const standings = () => page.findAll('[data-part=uploads] [data-part=standing]').map((cell) => cell.text())
	const button = (label: string) => page.findAll('button').find((one) => one.text() === label)!

	beforeEach(() => {
		puts = []
		removed = []
		heard = []
		refuse = new Set()
		pieces = PIECES
		server = new FakeServer()
		const inner = server.fetch
		server.fetch = async (input, init) => {
			const path = String(input)
			const put = /\/voice\/pack\/(.+)$/.exec(path)?.[1]
			if (init?.method === 'PUT') {
				puts.push({ path: put!, bytes: (init.body as Blob).size })
				if (refuse.has(put!)) return json({ error: 'PIECE_INVALID', message: '录音文件不能使用', hint: '请上传 WAV' }, 422)
				pieces = pieces.map((one) => (`${one.language}/${one.piece}` === put ? { ...one, bytes: 1, duration_ms: 900 } : one))
				return json({})
			}
			if (init?.method === 'DELETE') return removed.push(put!), json({})
			if (put) return new Response(new ArrayBuffer(7))
			if (path.endsWith('/voice/pack')) return json({ pieces })
			return inner(input, init)
		}
	})
	afterEach(() => page.unmount())

	it('says for each language what is there and what is missing, in tables that are scrolled by keyboard', async () => {
		await show()
		expect(page.text()).toContain('已有 1 / 5')
		expect(page.text()).toContain('已有 0 / 2')
		const first = page.get('[data-part=pieces] tbody tr').text()
		expect(first).toContain('请')
		expect(first).toContain('已有')
		const scroll = page.findAll('.table-scroll').map((one) => one.attributes())
		expect(scroll.map((one) => [one.tabindex, one.role, one['aria-label']])).toEqual([['0', 'region', '普通话要念的话'], ['0', 'region', '粤语要念的话']])
		await button('试听 请0.7 秒').trigger('click')
		await flushPromises()
		expect(heard).toEqual([7])
	})

	it('shows what each file was taken for before it sends anything, and sends only what is sure', async () => {
		await show()
		await choose(file('1.wav'), file('粤语-1.m4a'), file('请.mp3'), file('REC_1.wav'), file('笔记.txt', 'x'), file('A.wav', LONGEST_S + 1), file('goto.wav', 0.01))
		expect(puts).toEqual([])
		expect(rows().map((row) => (row.get('select').element as HTMLSelectElement).value)).toEqual(['mandarin/1', 'cantonese/1', 'mandarin/please', '', '', 'mandarin/A', 'mandarin/goto'])
		expect(standings()).toEqual(['待上传', '待上传', '将替换现有录音', '没有对应的录音，请选择', '不是能读取的音频文件', '太长，最多 10 秒', '太短，至少 0.05 秒'])
		await button('试听 粤语-1.m4a1.0 秒').trigger('click')
		await flushPromises()
		expect(heard).toEqual([44 + 2 * RATE])
		await button('上传 3 个').trigger('click')
		await settle()
		expect(puts).toEqual(['mandarin/1', 'cantonese/1', 'mandarin/please'].map((path) => ({ path, bytes: 44 + 2 * RATE })))
		expect(standings().slice(0, 3)).toEqual(['已上传', '已上传', '已上传'])
		expect(page.get('[data-part=summary]').text()).toContain('3 个有问题')
		expect(page.text()).toContain('已有 2 / 5')
	})

	it('lets a person say what a file is, and sends none of two that are the same', async () => {
		await show()
		await choose(file('1.wav'), file('幺.wav'), file('REC_1.wav'))
		expect(standings().slice(0, 2)).toEqual(Array(2).fill('与另一个文件对应同一条，请改选或移除其一'))
		expect(page.findAll('button').filter((one) => one.text().startsWith('上传'))).toEqual([])
		await page.get('[aria-label="移除 1.wav"]').trigger('click')
		const choice = page.get('[aria-label="REC_1.wav 对应的录音"]')
		await choice.trigger('focus')
		await choice.setValue('mandarin/window.w1')
		await button('上传 2 个').trigger('click')
		await settle()
		expect(puts.map(({ path }) => path)).toEqual(['mandarin/1', 'mandarin/window.w1'])
	})

	it('goes on after a file that is refused, says why at that file, and sends it again', async () => {
		refuse.add('mandarin/1')
		await show()
		await choose(file('1.wav'), file('A.wav'))
		await button('上传 2 个').trigger('click')
		await settle()
		expect(standings()).toEqual(['录音文件不能使用 请上传 WAV', '已上传'])
		refuse.clear()
		await button('上传 1 个').trigger('click')
		await settle()
		expect(standings()).toEqual(['已上传', '已上传'])
		expect(puts.map(({ path }) => path)).toEqual(['mandarin/1', 'mandarin/A', 'mandarin/1'])
	})

	it('takes files that are dropped, and asks before it deletes', async () => {
		await show()
		await page.get('.drop').trigger('drop', { dataTransfer: { files: [file('goto.wav')] } })
		await settle()
		expect(standings()).toEqual(['待上传'])
		await page.get('[aria-label="删除录音“请”"]').trigger('click')
		await flushPromises()
		expect(removed).toEqual([])
		await page.get('dialog form').trigger('submit')
		await settle()
		expect(removed).toEqual(['mandarin/please'])
	})

	it('says so where the hall has no voice', async () => {
		pieces = []
		await show()
		expect(page.text()).toContain('本营业厅没有开启语音播报')
	})
})
