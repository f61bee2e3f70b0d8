/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/dpkg/status: which packages are installed. */
#include "config.h"

#include "module/dpkg_status.h"
#include "util/util.h"

/* The length of the line without the blanks at its end. */
static size_t trimmed(const char *line)
{
	size_t length = strcspn(line, "\n");

	while (length > 0 && strchr(" \t\r", line[length - 1]))
		length--;
	return length;
}

bool dpkg_status_installed(const char *text, const char *package)
{
	static const char package_field[] = "Package: ", status_field[] = "Status: ";
	static const char installed[] = " installed";
	size_t package_length = strlen(package);
	bool named = false, is_installed = false;

	for (;;) {
		size_t line = strcspn(text, "\n");
		size_t length = trimmed(text);

		if (length == 0) { /* the end of a stanza */
			if (named && is_installed)
				return true;
			named = is_installed = false;
		} else if (strncmp(text, package_field, strlen(package_field)) == 0) {
			named = length == strlen(package_field) + package_length &&
				strncmp(text + strlen(package_field), package, package_length) == 0;
		} else if (strncmp(text, status_field, strlen(status_field)) == 0) {
			is_installed = length > strlen(installed) &&
				       strncmp(text + length - strlen(installed), installed,
					       strlen(installed)) == 0;
		}
		if (!text[line])
			return named && is_installed;
		text += line + 1;
	}
}

bool dpkg_status_architecture(const char *text, char ret[static DPKG_ARCHITECTURE_SIZE])
{
	static const char package[] = "Package: dpkg", field[] = "Architecture: ";
	const char *value = NULL;
	size_t size = 0;
	bool named = false;

	for (;; text += strcspn(text, "\n") + 1) {
		bool end = !text[strcspn(text, "\n")];
		size_t length = trimmed(text);

		if (length == strlen(package) && strncmp(text, package, length) == 0)
			named = true;
		if (length > strlen(field) && strncmp(text, field, strlen(field)) == 0) {
			value = text + strlen(field);
			size = length - strlen(field);
		}
		if (length > 0 && !end)
			continue;
		if (named && value && size < DPKG_ARCHITECTURE_SIZE) {
			snprintf(ret, DPKG_ARCHITECTURE_SIZE, "%.*s", (int)size, value);
			return true;
		}
		named = false;
		value = NULL;
		if (end)
			return false;
	}
}
