/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the database of dpkg. */
#include "config.h"

#include "module/facts.h"
#include "target.h"
#include "util/util.h"

/* A package is not installed when the text does not so much as name it. */
void target_dpkg_status(const char *text, size_t size)
{
	static const char package[] = "linux-image-amd64";
	char architecture[DPKG_ARCHITECTURE_SIZE];

	if (dpkg_status_installed(text, package))
		CLAIM(strstr(text, package) && strstr(text, " installed"));
	CLAIM(!dpkg_status_installed(text, "no\nsuch package"));
	if (dpkg_status_architecture(text, architecture))
		CLAIM(*architecture && strstr(text, architecture) && strstr(text, "Package: dpkg"));
}
