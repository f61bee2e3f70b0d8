/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay for people: a table by libsmartcols, and what follows from it. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "overlay/output.h"
#include "text/quote.h"
#include "text/wrap.h"

#define RED    "\033[1;31m"

static const char *const columns[] = {"LINK",  "KIND",   "VNI", "PORT",  "LOCAL", "MTU",
				      "STATE", "ROUTES", "FDB", "NEIGH", "ROLE"};

enum {
	COLUMN_LINK,
	COLUMN_KIND,
	COLUMN_VNI,
	COLUMN_PORT,
	COLUMN_LOCAL,
	COLUMN_MTU,
	COLUMN_STATE,
	COLUMN_ROUTES,
	COLUMN_FDB,
	COLUMN_NEIGH,
	COLUMN_ROLE,
	_COLUMNS,
};

/* Takes the text over. */
static int put(struct libscols_line *line, size_t column, char *text)
{
	if (!text)
		return -ENOMEM;
	if (scols_line_refer_data(line, column, text) == 0)
		return 0;
	free(text);
	return -ENOMEM;
}

static int put_link(struct libscols_line *line, const struct rtnl_link *link)
{
	bool vxlan = text_equal(link->kind, "vxlan");
	char local[INET6_ADDRSTRLEN];
	int r = put(line, COLUMN_LINK, quote_message(link->name));

	overlay_ip(&link->vxlan.local, local, sizeof(local));
	if (r == 0)
		r = put(line, COLUMN_KIND, quote_message(*link->kind ? link->kind : "-"));
	if (r == 0)
		r = put(line, COLUMN_VNI,
			vxlan && !link->vxlan.external ? format_text("%" PRIu32, link->vxlan.vni)
						       : xstrdup("-"));
	if (r == 0)
		r = put(line, COLUMN_PORT, vxlan ? format_text("%u", link->vxlan.port) : xstrdup("-"));
	if (r == 0)
		r = put(line, COLUMN_LOCAL, xstrdup(*local ? local : "-"));
	return r < 0 ? r : put(line, COLUMN_STATE, xstrdup(link->up ? "up" : "DOWN"));
}

static int add_tunnel(struct libscols_table *table, const struct overlay *overlay,
		      struct terminal terminal)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	_cleanup_free_ char *lower = quote_message(overlay->lower.name);
	int r = line && lower ? put_link(line, &overlay->link) : -ENOMEM;

	if (r == 0)
		r = put(line, COLUMN_MTU,
			overlay->has_lower ? format_text("%u (%s %u)", overlay->link.mtu, lower,
							 overlay->lower.mtu)
					   : format_text("%u", overlay->link.mtu));
	if (r == 0)
		r = put(line, COLUMN_ROUTES, format_text("%zu", overlay->routes));
	if (r == 0)
		r = put(line, COLUMN_FDB, format_text("%zu", overlay->forwarding));
	if (r == 0)
		r = put(line, COLUMN_NEIGH, format_text("%zu", overlay->neighbours));
	if (r == 0)
		r = put(line, COLUMN_ROLE, xstrdup("the tunnel"));
	if (r == 0 && terminal.colour && !overlay->link.up)
		r = scols_cell_set_color(scols_line_get_cell(line, COLUMN_STATE), RED);
	return r;
}

static int add_rival(struct libscols_table *table, const struct rtnl_link *link)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	int r = line ? put_link(line, link) : -ENOMEM;

	if (r == 0)
		r = put(line, COLUMN_MTU, format_text("%u", link->mtu));
	for (size_t column = COLUMN_ROUTES; r == 0 && column <= COLUMN_NEIGH; column++)
		r = put(line, column, xstrdup("-"));
	return r == 0 ? put(line, COLUMN_ROLE, xstrdup("on the same port")) : r;
}

static int fill(struct libscols_table *table, const struct overlay *overlay, struct terminal terminal)
{
	int r = 0;

	for (size_t i = 0; i < _COLUMNS; i++)
		if (!scols_table_new_column(table, columns[i], 0, 0))
			return -ENOMEM;
	if (overlay->found)
		r = add_tunnel(table, overlay, terminal);
	for (size_t i = 0; r == 0 && i < overlay->rival_count; i++)
		r = add_rival(table, &overlay->rivals[i]);
	return r;
}

static int print_links(const struct overlay *overlay, struct terminal terminal, FILE *stream)
{
	struct libscols_table *table = table_new_uncut(terminal, stream);
	int r;

	if (!table)
		return -ENOMEM;
	r = fill(table, overlay, terminal);
	if (r == 0 && scols_print_table(table) < 0)
		r = -EIO;
	scols_unref_table(table);
	return r;
}

/* Takes the text over. */
static int print_wrapped(char *text, struct terminal terminal, FILE *stream)
{
	_cleanup_free_ char *taken = text;
	_cleanup_free_ char *wrapped = taken ? text_wrap(taken, terminal.columns) : NULL;

	if (!wrapped)
		return -ENOMEM;
	fprintf(stream, "%s\n", wrapped);
	return 0;
}

/* The command stands on a line of its own, which is never broken. */
static int print_finding(const struct finding *finding, struct terminal terminal, FILE *stream)
{
	int r;

	if (!finding->cause)
		return 0;
	r = print_wrapped(format_text("\n%s: %s", finding->cause->name, finding->summary), terminal,
			  stream);
	if (r == 0 && finding->remedy)
		fprintf(stream, "    %s\n", finding->remedy);
	return r;
}

static int print_verdict(const struct report *report, struct terminal terminal, FILE *stream)
{
	switch (report_fitness(report)) {
	case FITNESS_UNFIT:
		fputs("The overlay of this node is BROKEN\n", stream);
		return 0;
	case FITNESS_UNKNOWN:
		fputs("It could not be told whether the overlay of this node is up\n", stream);
		return 0;
	case FITNESS_FIT:
		break;
	}
	return print_wrapped(overlay_line(report, ""), terminal, stream);
}

int overlay_table(const struct overlay *overlay, const struct report *report,
		  struct terminal terminal, FILE *stream)
{
	int r = print_verdict(report, terminal, stream);

	if (r < 0)
		return r;
	if (overlay->found || overlay->rival_count > 0) {
		fputc('\n', stream);
		r = print_links(overlay, terminal, stream);
	}
	if (r < 0)
		return r;
	if (overlay->rivals_in_all > overlay->rival_count)
		fprintf(stream, "and %zu more vxlan links on the same port\n",
			overlay->rivals_in_all - overlay->rival_count);
	if (overlay->error == 0) {
		fputs(overlay->torn ? "\nPod links, about:" : "\nPod links:", stream);
		for (int i = 0; i < _POD_KINDS; i++)
			fprintf(stream, "%s %zu %s", i ? "," : "", overlay->pods[i],
				overlay_pod_prefix((enum overlay_pod_kind)i));
		fputc('\n', stream);
	}
	for (size_t i = 0; r == 0 && i < report->count; i++)
		r = print_finding(&report->findings[i], terminal, stream);
	if (r < 0)
		return r;
	return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
