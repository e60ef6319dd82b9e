/* HTML for people, with texts that are not ours in it. Pages are put together as text, since what stands at the top is
 * known last. What is written with text_add is ours; labels, texts and names go through the functions here. */
#ifndef TENOR_CLI_PAGE_HTML_H
#define TENOR_CLI_PAGE_HTML_H

#include "text.h"

/* Bytes of any kind, between tags: markup is escaped, an invalid byte is U+FFFD, and what cannot be seen or turns the
 * direction of the text around (controls, bidirectional controls) is shown as its code, marked. */
void html_add(struct text *to, tenor_str text);

/* The same of at most `most` bytes, with an ellipsis where it is cut. */
void html_add_cut(struct text *to, tenor_str text, size_t most);

/* The same within the quotes of an attribute. */
void html_add_attribute(struct text *to, tenor_str text);

/* A label or a name, set apart from the direction of the words around it, and cut where it is long. */
void html_add_label(struct text *to, tenor_str label);

/* "78.3 %" of a share, with a space that does not break. */
void html_add_percent(struct text *to, double share);

/* "1,066 texts"; "1 text". */
void html_add_count(struct text *to, uint64_t count, const char *one, const char *many);

#endif
