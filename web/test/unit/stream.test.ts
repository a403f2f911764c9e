/* Server-sent events: cut out of bytes, and the end noticed. */
import { describe, expect, it, vi } from 'vitest'

import { LINE_MAX, MessageCutter, openStream } from '../../src/live/stream'

describe('MessageCutter', () => {
	it.each([
		['one message', ['id: 1\ndata: {"a":1}\n\n'], ['{"a":1}']],
		['a message in pieces', ['id: 1\nda', 'ta: x', '\n', '\n'], ['x']],
		['two at once', ['data: x\n\ndata: y\n\n'], ['x', 'y']],
		['lines that end in CRLF', ['data: x\r\n\r\n'], ['x']],
		['data of two lines', ['data: x\ndata:y\n\n'], ['x\ny']],
		['a heartbeat and a retry', [': ping\n\nretry: 1000\n\n'], []],
	])('reads %s', (_, chunks, expected) => {
		const cutter = new MessageCutter()
		expect(chunks.flatMap((chunk) => cutter.feed(chunk))).toEqual(expected)
	})

	it('refuses a line without end', () => {
		expect(() => new MessageCutter().feed('x'.repeat(LINE_MAX + 1))).toThrow(RangeError)
	})
})

describe('openStream', () => {
	const handlers = () => ({ opened: vi.fn(), heard: vi.fn(), message: vi.fn(), ended: vi.fn() })

	it('hears heartbeats, hands on messages and tells the end once', async () => {
		vi.stubGlobal('fetch', async () => new Response(': ping\n\ndata: x\n\n', { status: 200 }))
		const told = handlers()
		openStream('/stream', told)
		await vi.waitFor(() => expect(told.ended).toHaveBeenCalledTimes(1))
		expect(told.opened).toHaveBeenCalledTimes(1)
		expect(told.heard).toHaveBeenCalled()
		expect(told.message.mock.calls).toEqual([['x']])
		vi.unstubAllGlobals()
	})

	it('ends when the server says no', async () => {
		vi.stubGlobal('fetch', async () => new Response('', { status: 503 }))
		const told = handlers()
		openStream('/stream', told)
		await vi.waitFor(() => expect(told.ended).toHaveBeenCalledTimes(1))
		expect(told.opened).not.toHaveBeenCalled()
		vi.unstubAllGlobals()
	})

	it('says nothing after it was closed', async () => {
		vi.stubGlobal('fetch', async () => new Response('data: x\n\n', { status: 200 }))
		const told = handlers()
		openStream('/stream', told).close()
		await new Promise((resolve) => setTimeout(resolve, 10))
		expect(told.ended).not.toHaveBeenCalled()
		vi.unstubAllGlobals()
	})
})
