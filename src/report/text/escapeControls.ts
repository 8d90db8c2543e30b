/** Control characters as `\n` or `\u001b`. */
export function escapeControls(text: string): string {
  return text.replace(/\p{Cc}|\u2028|\u2029/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code === 10 ? '\\n' : code === 9 ? '\\t' : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
