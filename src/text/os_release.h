/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* os-release(5): which distribution this node has. */
#pragma once

#include <stdbool.h>

struct os_release {
	char id[32];         /* "debian", "ubuntu", "rhel", …; "linux" when not given */
	char id_like[128];   /* words, nearest first */
	char version_id[32]; /* "12", "24.04", "9.4"; "" when not given */
	char variant_id[32]; /* "coreos", "server"; "" when not given */
	char name[64];       /* PRETTY_NAME, for people; "" when not given */
};

/* Shell-like assignments, quoted or not. What cannot be read is left out; there is no error. */
void os_release_parse(const char *text, struct os_release *ret);

/* True when ID or a word of ID_LIKE is id. */
bool os_release_is(const struct os_release *os, const char *id);
