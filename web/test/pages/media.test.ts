/* The media library (Q18): uploads wait for a place, show how far they are, and give it back when they are stopped. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { PLACE_WAIT_MS } from '../../src/pages/design/useMedia'
import MediaDialog from '../../src/pages/design/MediaDialog.vue'
import { AT, FakeServer, json, show } from '../fixtures'

const BASE = '/v1/halls/h1/'
const PART = 4
const NAME = 'f'.repeat(64)
const FILE = { media: NAME, name: 'a.png', type: 'image/png', bytes: 8, at: AT, used: false }

/* A library of one file's room, all of whose places others may have. */
class Library extends FakeServer {
	taken = false
	asked: string[] = []
	/* Holds the parts back while it is set. */
	gate: Promise<void> | null = null
	stopped = 0
	files: object[] = []
	/* What asking for the upload again answers once it was given up. */
	after: () => Response = () => json({ error: 'MEDIA_UNKNOWN', message: '没有这个文件', hint: '' }, 404)
	onRemove: () => Response = () => json({ media: [], bytes: 0, bytes_max: 100 })
	private given = false

	override fetch: typeof fetch = async (input, init) => {
		const path = String(input).replace(BASE, '')
		const list = () => json({ media: this.files, bytes: 0, bytes_max: 100 })
		if (path === 'media' && init?.method !== 'POST') return list()
		this.asked.push(path)
		if (path === 'media') {
			if (this.taken) return json({ error: 'BUSY', message: '忙', hint: '' }, 503, { 'Retry-After': '3' })
			return json({ upload: 5, have: 0, parts: 2, part_bytes: PART })
		}
		if (path === 'uploads/5/abort') {
			this.given = true
			return list()
		}
		if (path.endsWith('/remove')) return this.onRemove()
		if (this.given) return this.after()
		const part = Number(/part=(\d)/.exec(path)?.[1])
		if (part > 0) {
			init?.signal?.addEventListener('abort', () => this.stopped++)
			await this.gate
		}
		return json({ upload: 5, have: part + 1, parts: 2, part_bytes: PART, ...(part === 1 ? { media: NAME } : {}) })
	}
}

describe('media library', () => {
	let server: Library
	let page: VueWrapper

	async function upload(): Promise<void> {
		const input = page.get('input[type=file]')
		Object.defineProperty(input.element, 'files', { value: [new File(['12345678'], 'a.png')], configurable: true })
		await input.trigger('change')
		await flushPromises()
	}

	beforeEach(async () => {
		vi.useFakeTimers()
		HTMLDialogElement.prototype.showModal ??= () => undefined
		server = new Library()
		page = await show(MediaDialog, server, { store: { hall: 'h1' }, kind: 'picture' })
	})

	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	it('asks for a place again when the server says, and begins when there is one', async () => {
		server.taken = true
		await upload()
		expect(page.text()).toContain('轮到时自动开始')
		await vi.advanceTimersByTimeAsync(2_900)
		expect(server.asked).toEqual(['media'])
		await vi.advanceTimersByTimeAsync(200)
		expect(server.asked).toEqual(['media', 'media'])
		server.taken = false
		await vi.advanceTimersByTimeAsync(3_000)
		await flushPromises()
		expect(server.asked.slice(2)).toEqual(['media', 'uploads/5?part=0', 'uploads/5?part=1'])
		expect(page.emitted('choose')).toEqual([[NAME]])
	})

	it('says so where no place comes free', async () => {
		server.taken = true
		await upload()
		await vi.advanceTimersByTimeAsync(PLACE_WAIT_MS + 5_000)
		expect(page.get('.trouble').text()).toContain('忙')
		expect(page.find('progress').exists()).toBe(false)
	})

	it('shows how far it is, and gives its place back when it is stopped', async () => {
		let open = () => undefined as void
		server.gate = new Promise((resolve) => (open = resolve))
		await upload()
		expect(page.text()).toContain('50')
		await page.findAll('button').find((one) => one.text() === '停止上传')!.trigger('click')
		open()
		await flushPromises()
		expect(server.stopped).toBe(1)
		expect(server.asked).toEqual(['media', 'uploads/5?part=0', 'uploads/5?part=1', 'uploads/5/abort'])
		expect(page.emitted('choose')).toBeUndefined()
		expect(page.find('.trouble').exists()).toBe(false)
	})

	describe('stopped when the server has the last part already', () => {
		const whole = () => json({ upload: 5, have: 2, parts: 2, part_bytes: PART, media: NAME })
		const asked = () => server.asked.slice(3)

		async function stopLate(): Promise<void> {
			let open = () => undefined as void
			server.gate = new Promise((resolve) => (open = resolve))
			await upload()
			server.files = [...server.files.filter((file) => file !== FILE), FILE]
			await page.findAll('button').find((one) => one.text() === '停止上传')!.trigger('click')
			open()
			await flushPromises()
		}

		it('removes the file that it made', async () => {
			server.after = whole
			await stopLate()
			expect(asked()).toEqual(['uploads/5/abort', 'uploads/5?part=0', `media/${NAME}/remove`])
			expect(page.find('.file').exists()).toBe(false)
			expect(page.find('.trouble').exists()).toBe(false)
		})

		it('says so where the file cannot be removed, and shows it', async () => {
			server.after = whole
			server.onRemove = () => json({ error: 'MEDIA_USED', message: '文件正在使用', hint: '' }, 409)
			await stopLate()
			expect(page.get('.trouble').text()).toContain('文件正在使用')
			expect(page.find('.file').exists()).toBe(true)
		})

		it('leaves a file that somebody else has brought meanwhile', async () => {
			await stopLate()
			expect(asked()).toEqual(['uploads/5/abort', 'uploads/5?part=0'])
		})

		it('leaves a file that was there before', async () => {
			page.unmount()
			server.files = [FILE]
			server.after = whole
			page = await show(MediaDialog, server, { store: { hall: 'h1' }, kind: 'picture' })
			await stopLate()
			expect(asked()).toEqual(['uploads/5/abort'])
			expect(page.find('.file').exists()).toBe(true)
		})
	})

	it('gives its place back when the library is closed, and when the page goes', async () => {
		server.gate = new Promise(() => undefined)
		await upload()
		dispatchEvent(new Event('pagehide'))
		expect(server.asked.at(-1)).toBe('uploads/5/abort')
		await vi.advanceTimersByTimeAsync(0)
		page.unmount()
		expect(server.asked.filter((path) => path.endsWith('abort'))).toHaveLength(1)
		page = await show(MediaDialog, server, { store: { hall: 'h1' }, kind: 'picture' })
		await upload()
		page.unmount()
		expect(server.asked.filter((path) => path.endsWith('abort'))).toHaveLength(2)
	})

	it('waits no more when it is stopped before it has a place', async () => {
		server.taken = true
		await upload()
		await page.findAll('button').find((one) => one.text() === '停止上传')!.trigger('click')
		await vi.advanceTimersByTimeAsync(20_000)
		expect(server.asked).toEqual(['media'])
		expect(page.find('progress').exists()).toBe(false)
	})
})
