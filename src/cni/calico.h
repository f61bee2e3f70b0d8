/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a CNI configuration says of Calico: whose addresses its pods get, and of which IP versions. */
#pragma once

#include "cni/network.h"

struct cni_calico {
	bool host_local; /* the addresses are those of the node's own range: Canal */
	bool ipv4, ipv6; /* what calico-ipam gives to a pod; neither: not known */
};

/*
 * Of the plugin calico in the list, or among the delegates of multus there. *ret is all false when
 * there is none. Source: the code of calico-ipam as of August 2026.
 */
void cni_calico_read(const struct cni_config *config, struct cni_calico *ret);
