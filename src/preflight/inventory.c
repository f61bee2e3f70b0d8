/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The installed kernels: what is done with the list alone. */
#include "config.h"

#include "preflight/inventory.h"
#include "util.h"

bool kernel_ships_all(const struct installed_kernel *kernel)
{
	for (size_t i = 0; i < kernel->count; i++)
		if (kernel->modules[i].ships != SHIPS_FILE && kernel->modules[i].ships != SHIPS_BUILT_IN)
			return false;
	return kernel->judged;
}

struct installed_kernel *inventory_find(const struct inventory *inventory, const char *release)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (text_equal(inventory->kernels[i].release, release))
			return &inventory->kernels[i];
	return NULL;
}

static void kernel_free(struct installed_kernel *kernel)
{
	for (size_t i = 0; i < kernel->count; i++) {
		free(kernel->modules[i].path);
		free(kernel->modules[i].words);
		free(kernel->modules[i].remedy);
	}
	free(kernel->modules);
	free(kernel->release);
	free(kernel->image);
	free(kernel->package);
}

void inventory_free(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++)
		kernel_free(&inventory->kernels[i]);
	free(inventory->kernels);
	free(inventory->next.release);
	free(inventory->next.entry);
	free(inventory->next.why);
	*inventory = (struct inventory){0};
}
