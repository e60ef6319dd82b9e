/* How a page looks: light and dark, on a phone, and printed. */
#ifndef TENOR_CLI_PAGE_STYLE_H
#define TENOR_CLI_PAGE_STYLE_H

extern const char *const page_style[]; /* pieces of one sheet; NULL at the end */

#endif
