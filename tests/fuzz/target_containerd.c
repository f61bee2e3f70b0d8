/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: containerd's configuration: a file, and one that it imports. */
#include "config.h"

#include <errno.h>

#include "runtime/containerd_config.h"
#include "target.h"
#include "util/util.h"

/* Stands between the two files. */
static const char border[] = "\n# ----\n";

static bool add(struct containerd_files *files, const char *text, size_t size)
{
	_cleanup_strv_ char **imports = NULL;
	struct toml_fault fault = {0};
	_cleanup_free_ char *copy = strndup(text, size);
	int r;

	CLAIM(copy);
	r = containerd_files_add(files, copy, strlen(copy), &imports, &fault);
	CLAIM(r == 0 || r == -EBADMSG);
	CLAIM((r == -EBADMSG) == (fault.words != NULL));
	if (fault.words)
		claim_message(fault.words);
	free(fault.words);
	return r == 0;
}

static void resolve(const struct containerd_files *files)
{
	struct containerd_config config = {.conf_dir = UNTOUCHED};
	struct toml_fault fault = {0};
	int r = containerd_files_resolve(files, &config, &fault);

	CLAIM(r == 0 || r == -EBADMSG);
	CLAIM((r == -EBADMSG) == (fault.words != NULL));
	if (r == 0) {
		CLAIM(config.conf_dir && config.bin_dirs);
		for (size_t i = 0; i < config.handler_count; i++)
			CLAIM(config.handlers[i].name && config.handlers[i].conf_dir);
		containerd_config_free(&config);
	} else {
		CLAIM(config.conf_dir == UNTOUCHED);
		claim_message(fault.words);
	}
	free(fault.words);
}

void target_containerd(const char *text, size_t size)
{
	const char *second = strstr(text, border);
	size_t first = second ? (size_t)(second - text) + 1 : strlen(text);
	struct containerd_files files = {0};

	if (add(&files, text, first) &&
	    (!second || add(&files, second + strlen(border), strlen(second + strlen(border)))))
		resolve(&files);
	containerd_files_free(&files);
}
