/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links over rtnetlink, through libmnl. */
#pragma once

#include "system/kernel.h"

/* Whether this program knows how to make a link of that kind ("vxlan"). */
bool rtnl_knows_kind(const char *kind);

/*
 * Create a link of that kind and set it up, in a network namespace that dies with the child that
 * does it. own_namespace: this process already is in such a namespace, and where it is not
 * permitted to make another, that one will do. 0 and *ret;
 * -EPERM without the right to make a namespace; -EOPNOTSUPP for a kind that rtnl_knows_kind()
 * denies; -ETIMEDOUT; -EBADMSG when the child died.
 */
int rtnl_probe(const char *kind, bool own_namespace, struct link_probe *ret);
