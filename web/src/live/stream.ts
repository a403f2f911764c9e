/* Server-sent events over fetch.
 *
 * The browser's EventSource hides comments, and the server's heartbeat is one; reading the stream here
 * lets a screen notice a link that is up but says nothing. */

export const LINE_MAX = 1_048_576

export interface StreamHandlers {
	opened(): void
	/* Bytes came: an event or a heartbeat. */
	heard(): void
	/* One `data:` payload. */
	message(data: string): void
	/* The stream is over, whatever the cause; called once, never after close(). */
	ended(): void
}

export interface Stream {
	close(): void
}

export type OpenStream = (url: string, handlers: StreamHandlers) => Stream

/* Cuts a byte stream into the data of its messages. A line longer than LINE_MAX throws. */
export class MessageCutter {
	private rest = ''
	private data: string[] = []

	feed(chunk: string): string[] {
		const out: string[] = []
		const lines = (this.rest + chunk).split('\n')
		this.rest = lines.pop() ?? ''
		if (this.rest.length > LINE_MAX) throw new RangeError('a line of the stream is too long')
		for (const line of lines) {
			const text = line.endsWith('\r') ? line.slice(0, -1) : line
			if (text === '') {
				if (this.data.length > 0) out.push(this.data.join('\n'))
				this.data = []
			} else if (text.startsWith('data:')) {
				this.data.push(text.slice(text.startsWith('data: ') ? 6 : 5))
			}
		}
		return out
	}
}

async function pump(url: string, signal: AbortSignal, handlers: StreamHandlers): Promise<void> {
	const response = await fetch(url, { signal, headers: { Accept: 'text/event-stream' }, cache: 'no-store' })
	if (!response.ok || !response.body) return
	handlers.opened()
	const reader = response.body.getReader()
	const decoder = new TextDecoder()
	const cutter = new MessageCutter()
	for (;;) {
		const { done, value } = await reader.read()
		if (done || signal.aborted) return
		handlers.heard()
		for (const data of cutter.feed(decoder.decode(value, { stream: true }))) handlers.message(data)
	}
}

export const openStream: OpenStream = (url, handlers) => {
	const abort = new AbortController()
	void pump(url, abort.signal, handlers)
		.catch(() => undefined)
		.then(() => {
			if (abort.signal.aborted) return
			abort.abort()
			handlers.ended()
		})
	return { close: () => abort.abort() }
}
