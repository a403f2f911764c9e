/* The client: one key for all attempts, refusals as values. */
import { describe, expect, it, vi } from 'vitest'

import { ATTEMPTS_MAX, backoffMs, BACKOFF_MAX_MS, createClient, newKey } from '../../src/api/client'
import { json } from '../fixtures'

function clientOf(...answers: (Response | Error)[]) {
	const sleeps: number[] = []
	const fetch = vi.fn(async (_url: string, _init: RequestInit) => {
		const answer = answers[Math.min(fetch.mock.calls.length, answers.length) - 1]!
		if (answer instanceof Error) throw answer
		return answer.clone()
	})
	const client = createClient({
		language: () => 'en',
		fetch: fetch as unknown as typeof globalThis.fetch,
		sleep: async (ms) => void sleeps.push(ms),
	})
	const keys = () => fetch.mock.calls.map(([, init]) => new Headers(init.headers).get('Idempotency-Key'))
	return { client, fetch, sleeps, keys }
}

const DONE = json({ seq: 11, events: [], result: { ticket: 4, number: 'A004', ahead: 1, service: 's1', visit: 4 } })
const BUSY = json({ error: 'BUSY', message: 'busy', hint: 'wait' }, 503, { 'Retry-After': '1' })

describe('command', () => {
	it('sends the command with a key and the language', async () => {
		const { client, fetch } = clientOf(DONE)
		const outcome = await client.command('h 1', 'ticket.take', { service: 's1' })
		expect(outcome).toMatchObject({ ok: true, value: { result: { number: 'A004' } } })
		const [url, init] = fetch.mock.calls[0]!
		expect(url).toBe('/v1/halls/h%201/commands')
		expect(JSON.parse(String(init.body))).toEqual({ command: 'ticket.take', args: { service: 's1' } })
		expect(new Headers(init.headers).get('Accept-Language')).toBe('en')
		expect(new Headers(init.headers).get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/)
	})

	it('asks no more once it is stopped, and tells the running request', async () => {
		const stop = new AbortController()
		const { client, fetch } = clientOf(BUSY)
		fetch.mockImplementationOnce(async (_url, init) => {
			stop.abort()
			expect(init.signal?.aborted).toBe(true)
			throw new TypeError('aborted')
		})
		expect(await client.command('h1', 'ticket.take', { service: 's1' }, 'k', stop.signal)).toEqual({ ok: false, why: 'unreachable' })
		expect(fetch).toHaveBeenCalledTimes(1)
	})

	it.each([
		['a lost network', new TypeError('failed to fetch')],
		['a 503', BUSY],
		['an answer that is no JSON', new Response('<html>', { status: 502 })],
	])('sends the same key again after %s', async (_, first) => {
		const { client, fetch, keys } = clientOf(first, DONE)
		expect(await client.command('h1', 'ticket.take', { service: 's1' })).toMatchObject({ ok: true })
		expect(fetch).toHaveBeenCalledTimes(2)
		expect(new Set(keys()).size).toBe(1)
	})

	it('gives up after a few attempts with longer and longer waits', async () => {
		const { client, fetch, sleeps } = clientOf(new TypeError('failed to fetch'))
		expect(await client.command('h1', 'ticket.start', { window: 'w1' })).toEqual({ ok: false, why: 'unreachable' })
		expect(fetch).toHaveBeenCalledTimes(ATTEMPTS_MAX)
		expect(sleeps).toEqual([200, 400, 800, 1600])
	})

	it('waits at least as long as the server says', async () => {
		const { client, sleeps } = clientOf(BUSY, DONE)
		await client.command('h1', 'ticket.start', { window: 'w1' })
		expect(sleeps).toEqual([1000])
	})

	it('uses the key that it is given', async () => {
		const { client, keys } = clientOf(DONE)
		await client.command('h1', 'ticket.take', { service: 's1' }, 'my-key')
		expect(keys()).toEqual(['my-key'])
	})

	it('hands a refusal back with its message and hint, at once', async () => {
		const { client, fetch } = clientOf(json({ refusal: 'NOBODY_WAITS', message: 'Nobody waits', hint: 'Wait' }, 409))
		const outcome = await client.command('h1', 'ticket.call_next', { window: 'w1' })
		expect(outcome).toEqual({ ok: false, why: 'refused', name: 'NOBODY_WAITS', message: 'Nobody waits', hint: 'Wait' })
		expect(fetch).toHaveBeenCalledTimes(1)
	})

	it('does not send a wrong request again', async () => {
		const { client, fetch } = clientOf(json({ error: 'INVALID', message: 'wrong', hint: '', field: 'args' }, 400))
		expect(await client.command('h1', 'ticket.start', { window: '' })).toMatchObject({ ok: false, why: 'fault', status: 400 })
		expect(fetch).toHaveBeenCalledTimes(1)
	})
})

describe('reading', () => {
	it('tells the time of the server', async () => {
		const { client } = clientOf(json({ halls: [] }, 200, { Date: 'Mon, 23 Nov 2026 08:00:00 GMT' }))
		expect(await client.halls()).toMatchObject({ ok: true, serverMs: Date.UTC(2026, 10, 23, 8) })
	})

	it('says that the server cannot be reached', async () => {
		const { client } = clientOf(new TypeError('failed to fetch'))
		expect(await client.state('h1')).toEqual({ ok: false, why: 'unreachable' })
	})
})

it('tells that the server answered, and only that', async () => {
	const told = vi.fn()
	const { client } = clientOf(json({ halls: [] }), json({ refusal: 'X', message: '', hint: '' }, 409), new TypeError('failed to fetch'), json({}))
	const end = client.onAnswer(told)
	await client.halls()
	await client.command('h1', 'ticket.start', { window: 'w1' })
	expect(told).toHaveBeenCalledTimes(2)
	await client.halls()
	expect(told).toHaveBeenCalledTimes(2)
	end()
	await client.halls()
	expect(told).toHaveBeenCalledTimes(2)
})

it('never waits longer than its limit', () => {
	expect(backoffMs(20)).toBe(BACKOFF_MAX_MS)
})

it('makes a new key each time', () => {
	expect(newKey()).not.toBe(newKey())
})
