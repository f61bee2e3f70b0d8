/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys of the settings. */
#pragma once

#include "settings.h"

#define SETTINGS_KEYS 14
#define SETTINGS_MODULES_MAX 64

/* set: 0; -EINVAL: not of its form; -ENODATA: not in its list; -ENOMEM. */
struct settings_key {
	const char *group, *name;
	int (*set)(struct settings *settings, const char *value); /* as below */
	const char *form;
};

extern const struct settings_key settings_keys[SETTINGS_KEYS];
