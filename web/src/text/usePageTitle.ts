/* The title of the tab follows the language and the hall. */
import { watchEffect } from 'vue'

export function usePageTitle(parts: () => readonly string[]): void {
	watchEffect(() => {
		document.title = parts()
			.filter((part) => part !== '')
			.join(' · ')
	})
}
