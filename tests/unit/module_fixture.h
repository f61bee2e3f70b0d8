/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A Debian with a module tree in order, and what spoils it. */
#pragma once

#include "fake_kernel.h"
#include "fixture.h"

#define RELEASE "6.1.0-50-cloud-amd64"
#define TREE    "/lib/modules/" RELEASE
#define VXLAN   TREE "/kernel/drivers/net/vxlan/vxlan.ko"
#define TUNNEL  TREE "/kernel/net/ipv4/udp_tunnel.ko"

static const char debian[] = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n";

/* A Debian with a module tree in order. */
static inline int setup(void **state)
{
	const char *srcdir = getenv("srcdir");
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	run_command("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s " RELEASE " 2>/dev/null",
		    srcdir ? srcdir : ".", fixture->path);
	fixture_write(fixture, "/etc/os-release", debian);
	return 0;
}

static inline void cut(struct fixture *fixture, const char *path, off_t size)
{
	assert_int_equal(truncate(fixture_path(fixture, path), size), 0);
}
