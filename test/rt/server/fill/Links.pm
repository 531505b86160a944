# Links of all six kinds, both ways, to tickets, articles, assets and outside; added, taken away; and records named in texts.
package fill::Links;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Things; use fill::Articles;

sub plan { for my $n (1 .. 4) { at(sprintf('2025-%02d-15 02:00', $n * 2), sub { round($n) }); at(sprintf('2025-%02d-20 02:00', $n * 2), sub { mentions($n) }) } }

sub round { my ($n) = @_;
  my ($one, $two, $three) = map { fill::Ordinary::open_ticket('General', Subject => "Links $n.$_", Content => words(8))->Id } 1 .. 3;
  later(5, sub { my $t = load_ticket($one, 'root'); must($t->AddLink(Type => 'DependsOn', Target => $two)); must($t->AddLink(Type => 'RefersTo', Target => $three)); must($t->AddLink(Type => 'MemberOf', Target => $two)); trap('link depends-on', $one); trap('link refers-to', $one); trap('link parent', $one); trap('link incoming', $two, $three) });
  later(10, sub { my $t = load_ticket($three, 'root'); must($t->AddLink(Type => 'DependsOn', Base => $two)); must($t->AddLink(Type => 'RefersTo', Base => $two)); must($t->AddLink(Type => 'MemberOf', Base => $two)) });
  later(15, sub { my $t = load_ticket($one, 'root'); must($t->AddLink(Type => 'RefersTo', Target => "a:$fill::Articles::articles[$n * 3]")); trap('link to an article', $one);
    must($t->AddLink(Type => 'RefersTo', Target => "asset:$fill::Things::assets[$n * 3 + 1]")); must($t->AddLink(Type => 'DependsOn', Target => "asset:$fill::Things::assets[$n * 3 + 2]")); trap('link to an asset', $one);
    must($t->AddLink(Type => 'RefersTo', Target => "https://outside.example/docs?page=$n&x=<1>")); must($t->AddLink(Type => 'RefersTo', Base => "http://elsewhere.example/$n")); must($t->AddLink(Type => 'DependsOn', Target => 'http://169.254.169.254/latest')) if $n == 1; trap('link outside', $one) });
  later(25, sub { my $t = load_ticket($two, 'root'); must($t->DeleteLink(Type => 'RefersTo', Target => $three)); trap('link taken away', $two) });
  # A link to a ticket that is merged away afterwards, and to one that is deleted.
  later(35, sub { my $old = fill::Ordinary::open_ticket('General', Subject => "Will be merged, linked $n", Content => words(5))->Id; my $dead = fill::Ordinary::open_ticket('General', Subject => "Will be deleted, linked $n", Content => words(5))->Id;
    my $t = load_ticket($one, 'root'); must($t->AddLink(Type => 'RefersTo', Target => $old)); must($t->AddLink(Type => 'RefersTo', Target => $dead));
    later(5, sub { must(load_ticket($old, 'root')->MergeInto($two)); must(load_ticket($dead, 'root')->SetStatus('deleted')); trap('link to a merged ticket', $one); trap('link to a deleted ticket', $one); trap('merged ticket', $old); trap('deleted ticket', $dead) }) });
}

sub mentions { my ($n) = @_; my $web = base_url();
  my $id = fill::Ordinary::open_ticket('General', Subject => "See ticket 2 and [desk.example #5] $n", Content => "Look at $web/Ticket/Display.html?id=2 and [desk.example #3], also fsck.com-rt://desk.example/ticket/4.\nArticle: $web/Articles/Article/Display.html?id=3\nDevice: $web/Asset/Display.html?id=2\nNot ours: http://other.example/Ticket/Display.html?id=2 and [other.example #3] and #7 and $web/Search/Results.html?Query=id%3D1")->Id; trap('records named in plain text', $id);
  later(10, sub { must(load_ticket($id, 'alice')->Correspond(MIMEObj => mime('alternative', part('text/plain', "see $web/Ticket/Display.html?id=6#txn-40"),
    part('text/html', "<p>see <a href=\"$web/Ticket/Display.html?id=6#txn-40\">six</a>, <a href=\"/Ticket/Display.html?id=7\">relative seven</a>, <a href=\"$web/Articles/Article/Display.html?id=4\">article</a>, <a href=\"$web/Asset/Display.html?id=5\">asset</a>, [desk.example #8], <a href=\"$web/Ticket/Attachment/1/1/x.png\">file</a>, <a href=\"https://outside.example/Ticket/Display.html?id=9\">not ours</a></p>")))); trap('records named in html', $id) });
}
1;
