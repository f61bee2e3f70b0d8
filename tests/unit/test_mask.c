/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A gate that is masked: by what, what is said of kubelet, and the command. */
#include "config.h"

#include "fixture.h"
#include "image/mask.h"

#define EARLY   "/run/systemd/generator.early/"
#define ETC     "/etc/systemd/system/"
#define RUN     "/run/systemd/system/"
#define GATE    "kubelet-preflight.service"
#define BARRIER "kubelet-preflight.target"

/* systemd takes an empty file for a mask, too: it stands for the device, which needs root to make. */
static int setup(void **state)
{
	fixture_setup(state);
	fixture_write(*state, "/dev/null", "");
	return 0;
}

/* The only finding, or the first of count; NULL where there is to be none. */
static const struct finding *look(struct fixture *fixture, char *const *held_back, const char *active,
				  size_t count)
{
	report_free(&fixture->report);
	report_init(&fixture->report, "", fixture->path);
	mask_report(&fixture->ctx, held_back, active, &fixture->report);
	assert_int_equal(fixture->report.count, count);
	return count ? fixture->report.findings : NULL;
}

static void test_where(void **state)
{
	static const struct {
		const char *path, *unit, *remedy;
	} rows[] = {
		{ETC GATE, GATE, "systemctl unmask " GATE},
		{ETC BARRIER, BARRIER, "systemctl unmask " BARRIER},
		{RUN GATE, GATE, "systemctl unmask --runtime " GATE},
		{RUN BARRIER, BARRIER, "systemctl unmask --runtime " BARRIER},
	};

	look(*state, NULL, NULL, 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct finding *finding;
		_cleanup_free_ char *text = format_text("the gate never runs: %s is masked by %s",
							rows[i].unit, rows[i].path);

		fixture_link(*state, rows[i].path, "/dev/null");
		finding = look(*state, NULL, NULL, 1);
		assert_finding(finding, VERDICT_ERROR, "gate-masked", text);
		assert_string_equal(finding->remedy, rows[i].remedy);
		assert_string_equal(finding->subject, rows[i].unit);
		fixture_remove(*state, rows[i].path);
	}
}

/* NixOS links every unit; and what comes first counts. */
static void test_no_mask(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/nix/store/gate", "[Service]\n");
	fixture_link(fixture, ETC GATE, "/nix/store/gate");
	fixture_link(fixture, ETC BARRIER, "/nix/store/nothing");
	look(fixture, NULL, NULL, 0);
	fixture_link(fixture, RUN GATE, "/dev/null");
	look(fixture, NULL, NULL, 0);
	fixture_remove(fixture, ETC GATE);
	fixture_directory(fixture, ETC GATE);
	look(fixture, NULL, NULL, 0);
	fixture_remove(fixture, ETC GATE);
	look(fixture, NULL, NULL, 1);
	fixture_link(fixture, "/link", "/dev/null");
	fixture_link(fixture, ETC GATE, "/link");
	look(fixture, NULL, NULL, 2);
}

static void test_kubelet(void **state)
{
	static char *held_back[] = {(char *)"kubelet.service", (char *)"k3s.service", NULL};
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_link(fixture, ETC GATE, "/dev/null");
	finding = look(fixture, held_back, NULL, 1);
	assert_finding(finding, VERDICT_ERROR, "gate-masked",
		       "the gate never runs, and kubelet.service, k3s.service does not start: ");
	assert_string_equal(finding->remedy, "systemctl unmask " GATE
					     " && systemctl start kubelet.service k3s.service");
	finding = look(fixture, NULL, "kubelet.service", 1);
	assert_finding(finding, VERDICT_ERROR, "gate-masked",
		       "the gate never runs, but kubelet.service is running: ");
	assert_string_equal(finding->remedy, "systemctl unmask " GATE);
}

/* Each finding has the command for all. */
static void test_several(void **state)
{
	static char *held_back[] = {(char *)"kubelet.service", NULL};
	static const char remedy[] = "systemctl unmask " GATE " " BARRIER
				     " && systemctl unmask --runtime " GATE
				     " && systemctl start kubelet.service";
	struct fixture *fixture = *state;

	fixture_link(fixture, ETC GATE, "/dev/null");
	fixture_link(fixture, ETC BARRIER, "/dev/null");
	fixture_link(fixture, RUN GATE, "/dev/null");
	look(fixture, held_back, NULL, 3);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(fixture->report.findings[i].remedy, remedy);
}

static void test_command_line(void **state)
{
	static char *held_back[] = {(char *)"kubelet.service", NULL};
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_link(fixture, EARLY GATE, "/dev/null");
	fixture_link(fixture, EARLY BARRIER, "/dev/null");
	fixture_write(fixture, "/boot/firmware/cmdline.txt", "quiet\n");
	/* systemd has it from somewhere else, such as an EFI variable. */
	finding = look(fixture, held_back, NULL, 2);
	assert_finding(finding, VERDICT_ERROR, "gate-masked",
		       "systemd.mask=" GATE " on the kernel command line (" EARLY GATE
		       "); remove that parameter and reboot");
	assert_null(finding->remedy);
	/* In /proc/cmdline, and in no file that is known. */
	fixture_write(fixture, "/proc/cmdline", "quiet systemd.mask=" GATE " systemd.mask=" BARRIER "\n");
	finding = look(fixture, held_back, NULL, 2);
	assert_null(finding->remedy);
	assert_non_null(strstr(finding->summary, "remove that parameter and reboot"));
	/* A part of another word is not the word. */
	fixture_write(fixture, "/boot/firmware/cmdline.txt",
		      "quiet rd.systemd.mask=" GATE "\nsystemd.mask=" GATE " systemd.mask=" BARRIER "\n");
	finding = look(fixture, held_back, NULL, 2);
	assert_finding(finding, VERDICT_ERROR, "gate-masked",
		       "systemd.mask=" GATE " on the kernel command line (" EARLY GATE ")");
	assert_null(strstr(finding->summary, "reboot"));
	assert_string_equal(finding->remedy, "vi +2 /boot/firmware/cmdline.txt");
	assert_non_null(strstr(finding->note, "; then drain the node and reboot"));
	/* What is in the way besides goes before the reboot; by hand there is only that. */
	fixture_link(fixture, ETC GATE, "/dev/null");
	finding = look(fixture, held_back, NULL, 3);
	assert_string_equal(finding->remedy,
			    "systemctl unmask " GATE " && vi +2 /boot/firmware/cmdline.txt");
	fixture_remove(fixture, "/boot/firmware/cmdline.txt");
	finding = look(fixture, held_back, NULL, 3);
	assert_string_equal(finding->remedy, "systemctl unmask " GATE);
	assert_int_equal(finding->remedy_kind, REMEDY_DECISION);
	assert_null(strstr(finding->note, "reboot"));
	assert_non_null(strstr(finding->summary, "remove that parameter and reboot"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_where), T(test_no_mask), T(test_kubelet), T(test_several), T(test_command_line),
	};

	return RUN_GROUP("mask", tests);
}
