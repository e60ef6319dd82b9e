# Draws what cost.c prints as SVG: a panel for each direction, both axes logarithmic, as multiples of the first row. The
# grey line is cost in proportion to work. Colors are readable on light and on dark ground.
BEGIN { FS = "\t" }
{
    if (!($1 in rows)) {
        order[++panels] = $1
        first[$1, 1] = $3
        first[$1, 2] = $4
    }
    n = ++rows[$1]
    factor[$1, n] = $2
    cost[$1, n, 1] = $3 / first[$1, 1]
    cost[$1, n, 2] = $4 / first[$1, 2]
    if ($2 > most)
        most = $2
    for (line = 1; line <= 2; line++)
        if (cost[$1, n, line] > highest)
            highest = cost[$1, n, line]
}
function x(panel, f) { return 46 + (panel - 1) * step + width * log(f) / log(most) }
function y(c) { return bottom - height * (log(c) - log(lowest)) / (log(top) - log(lowest)) }
function text(at_x, at_y, anchor, what) {
    printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", at_x, at_y, anchor, what
}
END {
    split("tokens|words of the vocabulary|hidden units|layers|length of a sentence", labels, "|")
    split("#2f81f7|#e8590c", color, "|")
    split("training, an epoch|classifying", what, "|")
    width = 130; step = 168; height = 200; bottom = 250; lowest = 0.7
    for (top = most; top < highest; top *= 2)
        continue
    top *= 1.1
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d 296\" font-family=\"sans-serif\" font-size=\"11\" " \
        "fill=\"#808080\">\n", 30 + panels * step
    printf "<title>Cost against work</title>\n"
    for (line = 1; line <= 2; line++) {
        printf "<path d=\"M%d 16h22\" stroke=\"%s\" stroke-width=\"2\"/>\n", 46 + (line - 1) * 170, color[line]
        text(46 + (line - 1) * 170 + 28, 20, "start", what[line])
    }
    printf "<path d=\"M%d 16h22\" stroke=\"#808080\" stroke-dasharray=\"3 3\"/>\n", 46 + 340
    text(46 + 340 + 28, 20, "start", "in proportion")
    for (panel = 1; panel <= panels; panel++) {
        name = order[panel]
        for (f = 1; f <= top; f *= 2) {
            if (f <= most)
                text(x(panel, f), bottom + 16, "middle", f)
            printf "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#808080\" stroke-opacity=\"0.25\"/>\n", x(panel, 1), y(f), x(panel, most)
            if (panel == 1)
                text(x(1, 1) - 8, y(f) + 4, "end", f)
        }
        printf "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#808080\" stroke-dasharray=\"3 3\"/>\n", x(panel, 1), y(1), x(panel, most), y(most)
        for (line = 1; line <= 2; line++) {
            printf "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", color[line]
            for (n = 1; n <= rows[name]; n++)
                printf "%.1f,%.1f ", x(panel, factor[name, n]), y(cost[name, n, line])
            print "\"/>"
            for (n = 1; n <= rows[name]; n++)
                printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x(panel, factor[name, n]), y(cost[name, n, line]), color[line]
        }
        text(x(panel, 1) + width / 2, bottom + 34, "middle", labels[panel])
    }
    print "</svg>"
}
