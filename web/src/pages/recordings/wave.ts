/* Recordings as the server keeps them: WAV, PCM of 16 bits, one channel, 22050 Hz. Whatever the browser can read, from
 * telephones too, is made that here, so that nobody needs another program for it. */

export const RATE = 22_050
/* As the server has it. */
export const SHORTEST_S = 0.05
export const LONGEST_S = 10
/* Nobody records a word in more than that; it is not even read. */
export const FILE_BYTES_MAX = 20 << 20

const HEADER_BYTES = 44
const SAMPLE_BYTES = 2
const LOUDEST = 0x7fff

/* What a file sounds like: one list of samples from -1 to 1 for each channel, at RATE. Fails for what is no sound. */
export type Decode = (bytes: ArrayBuffer) => Promise<Float32Array[]>

export const decode: Decode = async (bytes) => {
	const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes)
	return Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel))
}

/* All channels as one, as a file. */
export function waveOf(channels: readonly Float32Array[]): ArrayBuffer {
	const length = channels[0]?.length ?? 0
	const view = new DataView(new ArrayBuffer(HEADER_BYTES + length * SAMPLE_BYTES))
	const word = (at: number, text: string) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)))
	word(0, 'RIFF')
	view.setUint32(4, view.byteLength - 8, true)
	word(8, 'WAVEfmt ')
	view.setUint32(16, 16, true)
	view.setUint16(20, 1, true)
	view.setUint16(22, 1, true)
	view.setUint32(24, RATE, true)
	view.setUint32(28, RATE * SAMPLE_BYTES, true)
	view.setUint16(32, SAMPLE_BYTES, true)
	view.setUint16(34, 8 * SAMPLE_BYTES, true)
	word(36, 'data')
	view.setUint32(40, length * SAMPLE_BYTES, true)
	for (let i = 0; i < length; i++) {
		const mean = channels.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / channels.length
		view.setInt16(HEADER_BYTES + i * SAMPLE_BYTES, Math.round(Math.max(-1, Math.min(1, mean)) * LOUDEST), true)
	}
	return view.buffer
}

export const secondsOf = (channels: readonly Float32Array[]) => (channels[0]?.length ?? 0) / RATE
