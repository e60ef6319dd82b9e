/* How a file of texts is read, in a line for people and in JSON. */
#ifndef TENOR_CLI_INPUT_LAYOUT_H
#define TENOR_CLI_INPUT_LAYOUT_H

#include "output/json.h"
#include "text.h"

/* text: column 2 "Review Text", label: column 3 "Rating", header: yes, delimiter: ';', encoding: UTF-8. The caller
 * frees the text's data. */
struct text layout_line(const tenor_layout *layout);

/* How sure an encoding is that was guessed: "by its bytes". */
const char *layout_guess(tenor_source_info source);

/* A byte as messages name it: ';' or tab. */
void layout_write_byte(struct text *text, char byte);

/* The same as an object of JSON, for the member "corpus". */
struct cJSON *layout_json(const char *path, const tenor_layout *layout);

#endif
