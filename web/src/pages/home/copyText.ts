/* Puts a text on the clipboard; false where the browser does not let a page. Without TLS, as in a hall's own network,
 * there is only the old way, from a field that has the text selected. */
export async function copyText(text: string): Promise<boolean> {
	try {
		if (navigator.clipboard && isSecureContext) {
			await navigator.clipboard.writeText(text)
			return true
		}
		return copyFromField(text)
	} catch {
		return false
	}
}

function copyFromField(text: string): boolean {
	const focus = document.activeElement as HTMLElement | null
	const field = document.createElement('textarea')
	field.value = text
	field.setAttribute('readonly', '')
	field.style.cssText = 'position: fixed; inset-block-start: 0; opacity: 0'
	document.body.append(field)
	field.select()
	try {
		return document.execCommand('copy')
	} finally {
		field.remove()
		focus?.focus()
	}
}
