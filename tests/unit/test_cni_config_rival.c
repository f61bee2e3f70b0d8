/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are taken in place of the one that is meant. */
#include "config.h"

#include "loaders_fixture.h"

static void expect_rival(struct fixture *fixture, const char *winner, const char *loser,
			 const char *reason)
{
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RIVAL, WORDS(winner, loser, reason));
	expect_pass(fixture, 1, winner);
}

static void test_rivals(void **state)
{
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-other.conflist", OTHER);
	set_time(fixture, "net.d/10-flannel.conflist", 2000);
	set_time(fixture, "net.d/20-other.conflist", 1000);
	look(fixture, 1);
	set_time(fixture, "net.d/20-other.conflist", 3000);
	expect_rival(fixture, "10-flannel.conflist", "20-other.conflist", "the other one is newer");
	use(fixture, CNI_LOADER_CRIO);
	look(fixture, 1);
	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/20-other.conflist", NET("podman", PLUGINS("bridge")));
	look(fixture, 1);
	make_file(fixture, "net.d/20-other.conflist", NET("cbr0", PLUGINS("bridge")));
	expect_rival(fixture, "10-flannel.conflist", "20-other.conflist", "one network name");
	assert_true(text_ends(fixture->report.findings[0].remedy, "20-other.conflist" ASIDE));
	make_file(fixture, "net.d/20-other.conflist", "{");
	look(fixture, 1);
}

static void test_copies(void **state)
{
	static const char *const copies[] = {"10-flannel.conf", "10-flannel.bak.conflist",
					     "10-flannel-old.conflist", "10-flannel (1).conflist"};
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
		_cleanup_free_ char *name = format_text("net.d/%s", copies[i]);
		_cleanup_free_ char *path = fixture_path(fixture, name);

		make_file(fixture, name,
			  text_ends(name, ".conf") ? "{\"name\":\"cbr0\",\"type\":\"flannel\"}"
						   : FLANNEL);
		expect_rival(fixture, copies[i], "10-flannel.conflist", "looks like a copy");
		assert_int_equal(system(fixture->report.findings[0].remedy) == 0, geteuid() == 0);
		(void)unlink(path);
	}
	make_file(fixture, "net.d/.old.conflist", FLANNEL);
	expect_rival(fixture, ".old.conflist", "10-flannel.conflist", "begins with a dot");
}

/* Made to come first. */
static void test_no_rivals(void **state)
{
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/00-multus.conf", "{\"name\":\"cbr0\",\"type\":\"multus\"}");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	set_time(fixture, "net.d/00-multus.conf", 1000);
	look(fixture, 1);
	make_file(fixture, "net.d/00-multus.conf", NET("cbr0", PLUGINS("cilium-cni")));
	make_file(fixture, "net.d/00-cilium.conflist", NET("cbr0", PLUGINS("cilium-cni")));
	look(fixture, 1);
	place.max_conf = 0;
	make_file(fixture, "net.d/00-cilium.conflist", NET("cbr0", PLUGINS("ptp")));
	make_file(fixture, "net.d/00-multus.conf", "{\"name\":\"cbr0\",\"type\":\"multus\"}");
	look(fixture, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_rivals),
		TEST(test_copies),
		TEST(test_no_rivals),
	};

	return RUN_GROUP("cni_config_rival", tests);
}
