/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/dpkg/status: which packages are installed. */
#include "config.h"

#include "formats/dpkg_status.h"
#include "util.h"

bool dpkg_status_installed(const char *text, const char *package)
{
	static const char package_field[] = "Package: ", status_field[] = "Status: ";
	static const char installed[] = " installed";
	size_t package_length = strlen(package);
	bool named = false, is_installed = false;

	for (;;) {
		size_t line = strcspn(text, "\n");
		size_t length = line;

		while (length > 0 && strchr(" \t\r", text[length - 1]))
			length--;
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
