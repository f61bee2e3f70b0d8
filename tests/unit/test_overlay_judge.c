/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with an overlay: facts in a table, causes beside them. tests/live/overlay has the rest. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "overlay/overlay.h"

#define MEND "kubectl delete pod"

/* A node of Calico that is well. */
static struct overlay sound(void)
{
	struct overlay overlay = {
		.expected = {.cni = "Calico",
			 .why = (char *)"Calico, as a file says",
			 .names = {{"vxlan.calico", "vxlan", 4096, 4789, false, false, false},
				   {"vxlan-v6.calico", "vxlan", 4096, 4789, true, false, true}},
			 .name_count = 1,
			 .other_ip_count = 1,
			 .remedy = {REMEDY_ELSEWHERE, (char *)MEND, NULL},
			 .pods_remedy = {REMEDY_ELSEWHERE, (char *)"kubectl get pods", NULL}},
		.found = true,
		.link = {.index = 7,
			 .up = true,
			 .mtu = 1450,
			 .name = "vxlan.calico",
			 .kind = "vxlan",
			 .vxlan = {.vni = 4096, .port = 4789, .local = {{10, 0, 0, 1}, 4}}},
		.has_lower = true,
		.lower = {.mtu = 1500, .name = "eth0"},
		.addresses = 1,
		.local_here = true,
		.routes = 3,
		.kubelet_runs = true,
		.kubelet_unit = (char *)"kubelet.service",
	};

	overlay.name = overlay.expected.names[0];
	return overlay;
}

static void missing(struct overlay *overlay)
{
	overlay->found = false;
}

static void change_module(struct overlay *overlay)
{
	missing(overlay);
	overlay->module_absent = true;
}

static void change_kubelet(struct overlay *overlay)
{
	missing(overlay);
	overlay->kubelet_runs = false;
}

/* k3s contains the kubelet, and its network is none that is known here. */
static void change_of_k3s(struct overlay *overlay)
{
	missing(overlay);
	overlay->expected.remedy = (struct remedy){0};
	overlay->kubelet_unit = (char *)"k3s.service";
}

static void change_gone(struct overlay *overlay)
{
	missing(overlay);
	overlay->was_up = true;
}

static void add_same_port(struct overlay *overlay)
{
	overlay->same_port[0] = (struct rtnl_link){
		.name = "flannel.1", .kind = "vxlan", .vxlan = {.vni = 4096, .port = 4789}};
	overlay->same_port_count = overlay->same_port_total = 1;
}

static void change_same_port(struct overlay *overlay)
{
	missing(overlay);
	add_same_port(overlay);
}

/* One that can be there beside it does not explain that it is missing. */
static void change_beside(struct overlay *overlay)
{
	missing(overlay);
	add_same_port(overlay);
	overlay->same_port[0].vxlan.vni = 1;
}

static void change_blocked(struct overlay *overlay)
{
	add_same_port(overlay);
	overlay->link.up = false;
	overlay->same_port[0].up = true;
	overlay->same_port[0].vxlan.external = true;
}

/* The tunnel is of Cilium's kind, which has no VNI. */
static void change_external(struct overlay *overlay)
{
	missing(overlay);
	add_same_port(overlay);
	overlay->expected.names[0].vni = -1;
	overlay->expected.names[0].external = true;
	overlay->same_port[0].vxlan.vni = 1;
}

/* With another VNI both work. */
static void change_shared(struct overlay *overlay)
{
	add_same_port(overlay);
	overlay->same_port[0].vxlan.vni = 1;
}

static void add_beside(struct overlay *overlay)
{
	overlay->same_port[overlay->same_port_count++] = (struct rtnl_link){
		.name = "vxlan-v6.calico",
		.kind = "vxlan",
		.up = true,
		.vxlan = {.vni = 4096, .port = 4789, .ipv6 = true, .local = {{0xfd}, 16}}};
	overlay->same_port_total = overlay->same_port_count;
}

static void change_beside_alone(struct overlay *overlay)
{
	missing(overlay);
	add_beside(overlay);
}

static void change_beside_down(struct overlay *overlay)
{
	add_beside(overlay);
	overlay->same_port[0].up = false;
}

static void change_dual_down(struct overlay *overlay)
{
	change_beside_down(overlay);
	overlay->expected.ipv6_too = true;
}

static void change_dual(struct overlay *overlay)
{
	add_beside(overlay);
	overlay->expected.ipv6_too = true;
}

static void change_down(struct overlay *overlay)
{
	overlay->link.up = false;
}

static void change_kind(struct overlay *overlay)
{
	snprintf(overlay->link.kind, sizeof(overlay->link.kind), "dummy");
}

static void change_address(struct overlay *overlay)
{
	overlay->addresses = 0;
}

static void change_local(struct overlay *overlay)
{
	overlay->local_here = false;
}

static void change_port(struct overlay *overlay)
{
	overlay->link.vxlan.port = 8472;
}

static void change_port_set(struct overlay *overlay)
{
	change_port(overlay);
	overlay->expected.port_set = true;
}

static void change_mtu(struct overlay *overlay)
{
	overlay->link.mtu = 1451;
}

static void change_mtu_ipv6(struct overlay *overlay)
{
	overlay->link.vxlan.ipv6 = true;
}

static void change_lower(struct overlay *overlay)
{
	overlay->has_lower = false;
	overlay->link.mtu = 9000;
}

static void change_stale(struct overlay *overlay)
{
	overlay->sandboxes = 5;
	overlay->stale_total = overlay->stale_count = 1;
	overlay->stale[0] = (struct overlay_sandbox){.path = "/run/netns/cni-1", .older_s = 300};
}

/* One that its runtime names, one that none does, and more than a line has. */
static void change_many_stale(struct overlay *overlay)
{
	overlay->sandboxes = 50;
	overlay->stale_total = 20;
	overlay->stale_count = OVERLAY_STALE_MAX;
	for (size_t i = 0; i < OVERLAY_STALE_MAX; i++)
		overlay->stale[i] = (struct overlay_sandbox){.path = "/run/netns/cni-1", .older_s = 300};
	snprintf(overlay->stale[1].pod, sizeof(overlay->stale[1].pod), "default/web-0");
}

static void change_error(struct overlay *overlay)
{
	overlay->error = -EAGAIN;
	overlay->failed = "the links";
}

static void change_unknown(struct overlay *overlay)
{
	missing(overlay);
	overlay->expected.name_count = 0;
}

static void change_none(struct overlay *overlay)
{
	missing(overlay);
	overlay->expected.none = true;
}

static void change_alone(struct overlay *overlay)
{
	overlay->routes = 0;
}

static void change_nothing(struct overlay *overlay)
{
}

static const struct row {
	void (*change)(struct overlay *overlay);
	enum fitness fitness;
	enum cause_id cause;
	const char *summary, *remedy; /* parts of them */
} rows[] = {
	{change_nothing, FITNESS_FIT, CAUSE_NONE, "is up, with 3 routes over it", NULL},
	{change_alone, FITNESS_FIT, CAUSE_NONE, "is up, no peers yet", NULL},
	{change_none, FITNESS_FIT, CAUSE_NONE, "this network has no tunnel", NULL},
	{change_lower, FITNESS_FIT, CAUSE_NONE, "is up", NULL},
	{missing, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_MISSING, "vxlan.calico does not exist", MEND},
	{change_of_k3s, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_MISSING, "does not exist",
	 "journalctl -b -u k3s.service"},
	{change_gone, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_GONE, "was up", MEND},
	{change_module, FITNESS_UNFIT, CAUSE_OVERLAY_MODULE_MISSING, "no vxlan now", "modprobe vxlan"},
	{change_kubelet, FITNESS_UNFIT, CAUSE_OVERLAY_KUBELET_STOPPED, "kubelet.service is not running",
	 "systemctl start kubelet.service"},
	{change_same_port, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_IN_THE_WAY,
	 "does not exist: another VXLAN interface, flannel.1, uses UDP port 4789 (VNI 4096)",
	 "ip link delete dev flannel.1"},
	{change_beside, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_MISSING, "does not exist", MEND},
	{change_blocked, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_IN_THE_WAY,
	 "is not up: another VXLAN interface, flannel.1,", "ip link delete dev flannel.1"},
	{change_external, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_IN_THE_WAY, "(VNI 1)",
	 "ip link delete dev flannel.1"},
	{change_shared, FITNESS_FIT, CAUSE_NONE, "vxlan.calico is up, with 3 routes over it", NULL},
	{add_beside, FITNESS_FIT, CAUSE_NONE, "vxlan.calico is up, with 3 routes over it", NULL},
	{change_beside_alone, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_MISSING, "vxlan.calico does not exist",
	 MEND},
	{change_dual, FITNESS_FIT, CAUSE_NONE, "vxlan.calico is up", NULL},
	{change_beside_down, FITNESS_FIT, CAUSE_NONE, "vxlan.calico is up", NULL},
	{change_dual_down, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_DOWN,
	 "vxlan-v6.calico exists but is down: no IPv6 pod packet", "ip link set dev vxlan-v6.calico up"},
	{change_down, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_DOWN, "is down",
	 "ip link set dev vxlan.calico up"},
	{change_kind, FITNESS_UNFIT, CAUSE_OVERLAY_LINK_KIND, "kind dummy, not vxlan",
	 "ip link delete dev vxlan.calico"},
	{change_address, FITNESS_UNFIT, CAUSE_OVERLAY_ADDRESS_MISSING, "has no address", MEND},
	{change_local, FITNESS_UNFIT, CAUSE_OVERLAY_LOCAL_MISSING, "no interface of this node has", MEND},
	{change_port, FITNESS_FIT, CAUSE_OVERLAY_PORT, "port 8472, not 4789, which is",
	 "printf '[Overlay]\\nPort=8472\\n' >/etc/"},
	{change_port_set, FITNESS_UNFIT, CAUSE_OVERLAY_PORT, "as the settings say",
	 "ip link delete dev vxlan.calico"},
	{change_mtu, FITNESS_FIT, CAUSE_OVERLAY_MTU, "MTU 1451 over eth0 with MTU 1500",
	 "ip link set dev vxlan.calico mtu 1450"},
	{change_mtu_ipv6, FITNESS_FIT, CAUSE_OVERLAY_MTU, "adds 70 bytes",
	 "ip link set dev vxlan.calico mtu 1430"},
	{change_stale, FITNESS_FIT, CAUSE_OVERLAY_PODS_STALE,
	 "1 of 5 pods are older than vxlan.calico: /run/netns/cni-1 by 300 s; ", "kubectl get pods"},
	{change_many_stale, FITNESS_FIT, CAUSE_OVERLAY_PODS_STALE,
	 "20 of 50 pods are older than vxlan.calico: /run/netns/cni-1 by 300 s, default/web-0 by 300 s, "
	 "/run/netns/cni-1 by 300 s, /run/netns/cni-1 by 300 s and 16 more; ",
	 "kubectl get pods"},
	{change_error, FITNESS_UNKNOWN, CAUSE_OVERLAY_UNKNOWN, "change faster", "overlay"},
	{change_unknown, FITNESS_UNKNOWN, CAUSE_OVERLAY_UNKNOWN, "Link=", "Link=none"},
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct overlay overlay = sound();
		const struct finding *gravest;
		struct report report;

		row->change(&overlay);
		report_init(&report, "6.1", "/");
		overlay_judge(&overlay, &report);
		gravest = report_gravest(&report);
		if (!gravest || report_fitness(&report) != row->fitness ||
		    gravest->cause != (row->cause ? cause_get(row->cause) : NULL) ||
		    !strstr(gravest->summary, row->summary) ||
		    (row->remedy && (!gravest->remedy || !strstr(gravest->remedy, row->remedy))))
			fail_msg("row %zu: %s: %s: %s", i,
				 gravest && gravest->cause ? gravest->cause->name : "-",
				 gravest ? gravest->summary : "-",
				 gravest && gravest->remedy ? gravest->remedy : "-");
		report_free(&report);
	}
}

/* tests/lint/words leaves the causes of the overlay to this: each has a row. */
static void test_all_causes(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const char *name = cause_get((enum cause_id)id)->name;
		bool seen = !text_starts(name, "overlay-");

		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			seen |= rows[i].cause == (enum cause_id)id;
		if (!seen)
			fail_msg("%s has no row", name);
	}
}

/* What "explain" says of a cause that is a warning by itself and can be a fault has to say that. */
static void test_graver(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct cause *cause = rows[i].cause ? cause_get(rows[i].cause) : NULL;

		if (cause && cause->verdict == VERDICT_WARN && rows[i].fitness == FITNESS_UNFIT &&
		    !strstr(cause->meaning, " fault"))
			fail_msg("%s: \"%s\"", cause->name, cause->meaning);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_all_causes),
		cmocka_unit_test(test_graver),
	};

	return RUN_GROUP("overlay-judge", tests);
}
