/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: os-release, and the packages of its distribution. */
#include "config.h"

#include "module/kernel_package.h"
#include "target.h"
#include "text/os_release.h"
#include "util/util.h"

static void claim_field(const char *field, size_t size)
{
	claim_ends(field, size);
	claim_message(field);
}

void target_os_release(const char *text, size_t size)
{
	static const char *const releases[] = {"6.1.0-50-amd64", "6.8.0-40-generic",
					       "6.12.0-1.el10.x86_64", "6.1.0-50-cloud-amd64", ""};
	struct os_release os;

	os_release_parse(text, &os);
	claim_field(os.id, sizeof(os.id));
	claim_field(os.id_like, sizeof(os.id_like));
	claim_field(os.version_id, sizeof(os.version_id));
	claim_field(os.variant_id, sizeof(os.variant_id));
	claim_field(os.name, sizeof(os.name));
	CLAIM(os_release_is(&os, os.id));
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++) {
		struct kernel_package package;

		kernel_package_by_release(&os, releases[i], "vxlan", &package);
		claim_field(package.package, sizeof(package.package));
		claim_field(package.command, sizeof(package.command));
		claim_field(package.newest, sizeof(package.newest));
		claim_field(package.upgrade, sizeof(package.upgrade));
	}
}
