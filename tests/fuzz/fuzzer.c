/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The targets for libFuzzer: FUZZ_TARGET in the environment says which. */
#include "config.h"

#include "target.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct target *target; /* looked up once, and not a million times */
	const char *name = getenv("FUZZ_TARGET");

	if (!target)
		target = target_find(name ? name : "");
	if (!target) {
		fprintf(stderr, "FUZZ_TARGET=%s is no target\n", name ? name : "");
		exit(2);
	}
	target_run(target, data, size);
	return 0;
}
