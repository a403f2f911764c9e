/* The HTTP API as typed functions.
 *
 * A command carries a key and is sent again with the same key while the server cannot be reached or
 * says 503, so it happens once or not at all. A refusal is a value with a message and a hint in the
 * language of the screen; nothing here throws. */
import type { Answer, Args, CommandName, DeviceBeat, DeviceHeard, Devices, Events, Fault, Hall, Link, Menu, Next, Outline, Refused, Slots, State, Ticket, Waits } from './types'

export const ATTEMPTS_MAX = 5
export const BACKOFF_FIRST_MS = 200
export const BACKOFF_MAX_MS = 3_000
export const REQUEST_TIMEOUT_MS = 8_000
const KEY_BYTES = 16

export type Problem =
	| { ok: false; why: 'refused'; name: string; message: string; hint: string }
	/* `retryMs` where the server says when to try again. */
	| { ok: false; why: 'fault'; name: string; message: string; hint: string; status: number; retryMs?: number }
	| { ok: false; why: 'unreachable' }

export type Done<T> = { ok: true; value: T; serverMs: number | null }
export type Outcome<T> = Done<T> | Problem

/* What a phone may ask by the link of its ticket, which names the ticket. */
export type OwnCommandName = 'rating.give' | 'ticket.cancel'
export type OwnArgs<C extends OwnCommandName> = Omit<Args<C>, 'ticket' | 'by'>

export interface ClientOptions {
	base?: string
	language: () => string
	fetch?: typeof fetch
	sleep?: (ms: number) => Promise<void>
}

export interface Client {
	halls(): Promise<Outcome<{ halls: Hall[] }>>
	state(hall: string): Promise<Outcome<State>>
	/* The hall as it stood at `at`, ms. */
	stateAt(hall: string, at: number): Promise<Outcome<State>>
	/* A day of the hall, minute by minute; `date` as 2026-11-23. */
	outline(hall: string, date: string): Promise<Outcome<Outline>>
	menu(hall: string): Promise<Outcome<Menu>>
	ticket(hall: string, ticket: number): Promise<Outcome<Ticket>>
	waits(hall: string): Promise<Outcome<Waits>>
	link(link: string): Promise<Outcome<Link>>
	own<C extends OwnCommandName>(link: string, name: C, args: OwnArgs<C>, key?: string): Promise<Outcome<Answer<C>>>
	events(hall: string, after: number, limit: number): Promise<Outcome<Events>>
	/* Whom a window would be given now. */
	next(hall: string, window: string): Promise<Outcome<Next>>
	slots(hall: string, service: string, date: string): Promise<Outcome<Slots>>
	/* `stop` ends it; it may have happened all the same. */
	command<C extends CommandName>(hall: string, name: C, args: Args<C>, key?: string, stop?: AbortSignal): Promise<Outcome<Answer<C>>>
	/* What stands in the hall, and the receipts of its calls. */
	devices(hall: string): Promise<Outcome<Devices>>
	/* A device says that it is there; once, for another beat follows. */
	beat(hall: string, device: string, said: DeviceBeat): Promise<Outcome<DeviceHeard>>
	/* What is at an address below a hall; sending it JSON, or bytes as they are. Sent once: whoever sends knows whether
	 * doing it twice does harm. `stop` ends it; `last` lets it outlive the page that sends it. */
	read<T>(hall: string, path: string): Promise<Outcome<T>>
	send<T>(hall: string, path: string, body: object | Blob, how?: { stop?: AbortSignal; last?: boolean }): Promise<Outcome<T>>
	put(hall: string, path: string, body: Blob): Promise<Outcome<object>>
	remove(hall: string, path: string): Promise<Outcome<object>>
	/* What is there is no JSON; null where it cannot be had. */
	bytes(hall: string, path: string): Promise<ArrayBuffer | null>
	streamUrl(hall: string, after: number): string
	/* Calls `listener` whenever the server has answered something. Returns what ends that. */
	onAnswer(listener: () => void): () => void
}

/* crypto.randomUUID needs a secure context; many halls run plain HTTP inside their own network. */
export function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function backoffMs(attempt: number): number {
	return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt)
}

function retryMs(response: Response | null): number {
	const seconds = Number(response?.headers.get('Retry-After') ?? 0)
	return Number.isFinite(seconds) ? seconds * 1000 : 0
}

function waitMs(response: Response | null, attempt: number): number {
	return Math.min(BACKOFF_MAX_MS, Math.max(backoffMs(attempt), retryMs(response)))
}

async function bodyOf(response: Response): Promise<unknown> {
	try {
		return await response.json()
	} catch {
		return null
	}
}

async function problemOf(response: Response): Promise<Problem> {
	const body = (await bodyOf(response)) as Partial<Refused & Fault> | null
	const message = body?.message ?? ''
	const hint = body?.hint ?? ''
	if (body?.refusal) return { ok: false, why: 'refused', name: body.refusal, message, hint }
	const again = retryMs(response)
	if (body?.error) return { ok: false, why: 'fault', name: body.error, message, hint, status: response.status, ...(again > 0 ? { retryMs: again } : {}) }
	return { ok: false, why: 'unreachable' }
}

async function outcomeOf<T>(response: Response): Promise<Outcome<T>> {
	if (!response.ok) return problemOf(response)
	const value = (await bodyOf(response)) as T | null
	if (value === null) return { ok: false, why: 'unreachable' }
	const date = Date.parse(response.headers.get('Date') ?? '')
	return { ok: true, value, serverMs: Number.isNaN(date) ? null : date }
}

export function createClient(options: ClientOptions): Client {
	const base = options.base ?? ''
	const fetchOnce = options.fetch ?? ((input, init) => fetch(input, init))
	const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)))
	const listeners = new Set<() => void>()
	const hallPath = (hall: string) => `${base}/v1/halls/${encodeURIComponent(hall)}`

	const linkPath = (link: string) => `${base}/v1/links/${encodeURIComponent(link)}`

	/* `init.signal` gives it up before its time is over. */
	async function attempt(url: string, init: RequestInit): Promise<Response | null> {
		const headers = { ...init.headers, Accept: 'application/json', 'Accept-Language': options.language() }
		try {
			const late = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
			return await fetchOnce(url, { ...init, headers, signal: init.signal ? AbortSignal.any([late, init.signal]) : late })
		} catch {
			return null
		}
	}

	async function ask<T>(url: string, init: RequestInit): Promise<{ outcome: Outcome<T>; response: Response | null }> {
		const response = await attempt(url, init)
		const outcome: Outcome<T> = response ? await outcomeOf<T>(response) : { ok: false, why: 'unreachable' }
		if (outcome.ok || outcome.why !== 'unreachable') listeners.forEach((listener) => listener())
		return { outcome, response }
	}

	async function get<T>(url: string): Promise<Outcome<T>> {
		return (await ask<T>(url, { cache: 'no-store' })).outcome
	}

	async function send<C extends CommandName>(path: string, name: C, args: object, key: string, stop?: AbortSignal) {
		const init = {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
			body: JSON.stringify({ command: name, args }),
			...(stop ? { signal: stop } : {}),
		}
		let last: Outcome<Answer<C>> = { ok: false, why: 'unreachable' }
		for (let i = 0; i < ATTEMPTS_MAX && !stop?.aborted; i++) {
			const { outcome, response } = await ask<Answer<C>>(`${path}/commands`, init)
			last = outcome
			const again = !last.ok && (last.why === 'unreachable' || (last.why === 'fault' && last.status === 503))
			if (!again) return last
			if (i + 1 < ATTEMPTS_MAX) await sleep(waitMs(response, i))
		}
		return last
	}

	return {
		halls: () => get(`${base}/v1/halls`),
		state: (hall) => get(`${hallPath(hall)}/state`),
		stateAt: (hall, at) => get(`${hallPath(hall)}/state?at=${new Date(at).toISOString()}`),
		outline: (hall, date) => get(`${hallPath(hall)}/outline?date=${encodeURIComponent(date)}`),
		menu: (hall) => get(`${hallPath(hall)}/menu`),
		ticket: (hall, ticket) => get(`${hallPath(hall)}/tickets/${ticket}`),
		events: (hall, after, limit) => get(`${hallPath(hall)}/events?after=${after}&limit=${limit}`),
		waits: (hall) => get(`${hallPath(hall)}/waits`),
		link: (link) => get(linkPath(link)),
		own: (link, name, args, key = newKey()) => send(linkPath(link), name, args, key),
		command: (hall, name, args, key = newKey(), stop) => send(hallPath(hall), name, args, key, stop),
		next: (hall, window) => get(`${hallPath(hall)}/windows/${encodeURIComponent(window)}/next`),
		slots: (hall, service, date) => get(`${hallPath(hall)}/slots?${new URLSearchParams({ service, date })}`),
		devices: (hall) => get(`${hallPath(hall)}/devices`),
		async beat(hall, device, said) {
			const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said) }
			return (await ask<DeviceHeard>(`${hallPath(hall)}/devices/${encodeURIComponent(device)}/beat`, init)).outcome
		},
		read: (hall, path) => get(`${hallPath(hall)}/${path}`),
		async send<T>(hall: string, path: string, body: object | Blob, how: { stop?: AbortSignal; last?: boolean } = {}) {
			const bytes = body instanceof Blob
			const type = bytes ? 'application/octet-stream' : 'application/json'
			const init = { method: 'POST', headers: { 'Content-Type': type }, body: bytes ? body : JSON.stringify(body), ...(how.stop ? { signal: how.stop } : {}), ...(how.last ? { keepalive: true } : {}) }
			return (await ask<T>(`${hallPath(hall)}/${path}`, init)).outcome
		},
		put: async (hall, path, body) => (await ask<object>(`${hallPath(hall)}/${path}`, { method: 'PUT', body })).outcome,
		remove: async (hall, path) => (await ask<object>(`${hallPath(hall)}/${path}`, { method: 'DELETE' })).outcome,
		async bytes(hall, path) {
			const response = await attempt(`${hallPath(hall)}/${path}`, { cache: 'no-store' })
			try {
				return response?.ok ? await response.arrayBuffer() : null
			} catch {
				return null
			}
		},
		streamUrl: (hall, after) => `${hallPath(hall)}/stream?after=${after}`,
		onAnswer(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
	}
}
