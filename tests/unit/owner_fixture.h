/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A node whose kernel comes from somewhere: the required module, and a module tree without it. */
#pragma once

#include "fake_kernel.h"
#include "fixture.h"

#define DEBIAN "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
#define OTHER  "6.1.0-50-amd64" /* is installed, and has vxlan */

static inline void require(struct fixture *fixture, const char *module)
{
	strv_free(fixture->settings.modules);
	fixture->settings.modules = NULL;
	strv_append(&fixture->settings.modules, module);
}

static inline void lay_tree(struct fixture *fixture, const char *release)
{
	run_command("mkdir -p %s/lib/modules/%s/kernel && cd %s/lib/modules/%s && "
		    "echo kernel/net/ipv4/ip_tunnel.ko > modules.builtin && "
		    "printf 'ip_tunnel.file=net/ipv4/ip_tunnel\\0' > modules.builtin.modinfo",
		    fixture->path, release, fixture->path, release);
	fixture_depmod(fixture, release);
}
