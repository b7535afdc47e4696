/** In bytes of UTF-8, without its ending; file systems take 255. */
const LONGEST = 200;

/** What changes how a name reads and not what it is, such as bidirectional marks; and what ends a line. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}]/gu;
/** What ends a name within a header, or stands for something else in a file system. */
const UNSAFE = /[\p{Cc}"<>:|?*]/gu;

/** What names of files end with; where the content says otherwise, that takes its place. Any other ending is part of the name. */
const EXTENSIONS =
	/\.(3gp|aac|aiff?|amr|avif|avi|bin|bmp|caf|flac|gif|hei[cf]|html?|ico|jfif|jpe?g|json|m4[av]|md|midi?|mkv|mov|mp[34]|mpe?g|og[agv]|opus|pdf|png|psd|qt|srt|svg|tiff?|ts|txt|vtt|wave?|web[mp]|wm[av]|xml)$/i;

/** Other endings that are as good. */
const ALIASES: Record<string, string[]> = {
	aiff: ['aif'],
	heic: ['heif'],
	jpg: ['jpeg', 'jfif'],
	m4a: ['mp4'],
	mov: ['qt'],
	mp4: ['m4a', 'm4v'],
	mpg: ['mpeg'],
	ogg: ['oga', 'ogv', 'opus'],
	tiff: ['tif'],
	txt: ['md', 'srt', 'vtt'],
	wav: ['wave'],
};

/**
 * A name that is safe within a header and as a file, and ends as the file's content says.
 *
 * @param extension of the content, without the dot; where it is not known, the name keeps its own
 */
export function safeFileName(name: string, extension?: string): string {
	const [last = ''] = name.split(/[\\/]/).slice(-1);
	const plain = last.replace(INVISIBLE, '').replace(UNSAFE, '_').replace(/\s+/g, ' ').trim();
	const own = EXTENSIONS.exec(plain)?.[1].toLowerCase();
	const stem = (own === undefined ? plain : plain.slice(0, -own.length - 1)).replace(/^\.+/, '');
	const isFine = extension === undefined || own === extension || (own !== undefined && ALIASES[extension]?.includes(own));
	const ending = isFine ? own : extension;
	return `${shortened(stem) || 'file'}${ending ? `.${ending}` : ''}`;
}

/** Never within a character. */
function shortened(stem: string): string {
	return new TextDecoder().decode(Buffer.from(stem).subarray(0, LONGEST), { stream: true }).trim();
}
