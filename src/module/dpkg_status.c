/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/dpkg/status: which packages are installed. */
#include "config.h"

#include "module/dpkg_status.h"
#include "util/util.h"

static const char blanks[] = " \t\r";

/* The next stanza of a package. *text is moved behind its name; NULL when there is none. */
static const char *next_stanza(const char **text, const char *package)
{
	_cleanup_free_ char *name = format_text("Package: %s", package);
	const char *stanza = *text;

	while (**text) {
		const char *line = *text;
		size_t length = text_line_length(line, blanks);

		*text = text_next_line(line);
		if (length == 0)
			stanza = *text;
		else if (length == strlen(name) && strncmp(line, name, length) == 0)
			return stanza;
	}
	return NULL;
}

/* The line of a field in a stanza, and its length; NULL when it has none. */
static const char *field_line(const char *stanza, const char *field, size_t *ret_length)
{
	for (; (*ret_length = text_line_length(stanza, blanks)) > 0; stanza = text_next_line(stanza))
		if (text_starts(stanza, field))
			return stanza;
	return NULL;
}

bool dpkg_status_installed(const char *text, const char *package)
{
	static const char installed[] = " installed";
	const char *stanza;

	while ((stanza = next_stanza(&text, package))) {
		size_t length;
		const char *line = field_line(stanza, "Status: ", &length);

		if (line && length > strlen(installed) &&
		    text_starts(line + length - strlen(installed), installed))
			return true;
	}
	return false;
}

bool dpkg_status_architecture(const char *text, char ret[static DPKG_ARCHITECTURE_SIZE])
{
	static const char field[] = "Architecture: ";
	const char *stanza;

	while ((stanza = next_stanza(&text, "dpkg"))) {
		size_t length;
		const char *line = field_line(stanza, field, &length);

		if (!line || length <= strlen(field) || length - strlen(field) >= DPKG_ARCHITECTURE_SIZE)
			continue;
		snprintf(ret, DPKG_ARCHITECTURE_SIZE, "%.*s", (int)(length - strlen(field)),
			 line + strlen(field));
		return true;
	}
	return false;
}
