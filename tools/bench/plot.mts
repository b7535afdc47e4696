import { init } from 'echarts';

export interface Panel {
	title: string;
	/** What the axis counts, e.g. `seconds`. */
	unit: string;
	/** Each with its points, in the order of their x. */
	lines: Array<{ name: string; points: Array<[x: number, y: number]> }>;
}

const WIDTH = 430;
const HEIGHT = 320;

/** Panels side by side that share their legend and the meaning of x, as an SVG for light and dark pages. */
export function plot(x: { name: string; isLogarithmic?: boolean }, panels: Panel[]): string {
	const isLog = x.isLogarithmic ?? false;
	const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH * panels.length, height: HEIGHT });
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		color: ['#2563eb', '#ea580c', '#64748b', '#16a34a'],
		legend: { data: names, bottom: 4 },
		title: panels.map(({ title }, index) => ({ text: title, left: WIDTH * index + 64, top: 8, textStyle: { fontSize: 14 } })),
		grid: panels.map((_, index) => ({ left: WIDTH * index + 64, top: 60, width: WIDTH - 96, height: HEIGHT - 140 })),
		xAxis: panels.map((_, gridIndex) => ({
			gridIndex,
			type: isLog ? 'log' : 'value',
			name: x.name,
			nameLocation: 'middle',
			nameGap: 26,
		})),
		yAxis: panels.map(({ unit }, gridIndex) => ({ gridIndex, type: isLog ? 'log' : 'value', name: unit, min: isLog ? 1 : 0 })),
		series: panels.flatMap(({ lines }, index) =>
			lines.map(({ name, points }) => ({ type: 'line', name, data: points, xAxisIndex: index, yAxisIndex: index, symbolSize: 7 })),
		),
	});
	const drawing = chart.renderToSVGString();
	chart.dispose();
	return drawing;
}
