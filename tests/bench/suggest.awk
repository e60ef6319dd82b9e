# Draws lines "corpus way labels accuracy" as SVG: a panel for each corpus, accuracy over labels, the random texts grey,
# the chosen ones blue. Colors are readable on light and on dark ground.
{
    if (!($1 in seen)) {
        seen[$1] = 1
        order[++panels] = $1
        low[$1] = 1
    }
    n = ++points[$1, $2]
    labels[$1, $2, n] = $3
    accuracy[$1, $2, n] = $4
    if ($3 > most)
        most = $3
    if ($4 < low[$1])
        low[$1] = $4
    if ($4 > high[$1])
        high[$1] = $4
}
function x(panel, l) { return 46 + (panel - 1) * step + width * l / most }
function y(c, a) { return bottom - height * (a - low[c]) / (high[c] > low[c] ? high[c] - low[c] : 1) }
function text(at_x, at_y, anchor, what) {
    printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", at_x, at_y, anchor, what
}
END {
    split("random|suggest", ways, "|")
    split("#808080|#2f81f7", color, "|")
    split("drawn at random|chosen by tenor suggest", what, "|")
    width = 130; step = 190; height = 180; bottom = 230
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d 266\" font-family=\"sans-serif\" font-size=\"11\" " \
        "fill=\"#808080\">\n<title>Test accuracy over labeled texts</title>\n", 10 + panels * step
    for (w = 1; w <= 2; w++) {
        printf "<path d=\"M%d 16h22\" stroke=\"%s\" stroke-width=\"2\"/>\n", 46 + (w - 1) * 150, color[w]
        text(46 + (w - 1) * 150 + 28, 20, "start", what[w])
    }
    for (p = 1; p <= panels; p++) {
        c = order[p]
        printf "<path d=\"M%.1f %dv%dh%d\" fill=\"none\" stroke=\"#808080\"/>\n", x(p, 0), bottom - height, height, width
        text(x(p, 0) + width / 2, 40, "middle", c)
        text(x(p, 0) - 4, bottom, "end", sprintf("%.1f %%", 100 * low[c]))
        text(x(p, 0) - 4, bottom - height + 8, "end", sprintf("%.1f %%", 100 * high[c]))
        text(x(p, most), bottom + 16, "middle", most)
        text(x(p, 0), bottom + 16, "middle", 0)
        for (w = 1; w <= 2; w++) {
            printf "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", color[w]
            for (i = 1; i <= points[c, ways[w]]; i++)
                printf "%.1f,%.1f ", x(p, labels[c, ways[w], i]), y(c, accuracy[c, ways[w], i])
            print "\"/>"
        }
    }
    print "</svg>"
}
