# What may become of a ticket: merged, deleted, reopened, taken over, timed and corrected; its SLA met, missed, moved and dropped;
# its people, roles and fields of every type changed.
package fill::Lives;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Fields; use fill::People; use fill::Things;

sub new_ticket { fill::Ordinary::open_ticket(@_) }
sub say_in { my ($id, $login, $how, $text, %more) = @_; my $t = load_ticket($id, $login); must($t->$how(MIMEObj => mime('single', part('text/plain', $text)), %more)) }

sub plan { for my $n (1 .. 4) { my $day = sprintf '2025-%02d', $n * 2 + 1;
  at("$day-03 02:00", sub { merges($n) }); at("$day-04 02:00", sub { deletions($n) }); at("$day-05 01:30", sub { promises($n) });
  at("$day-06 02:00", sub { hours($n) }); at("$day-07 02:00", sub { company($n) }); at("$day-09 02:00", sub { all_fields($n) }); at("$day-10 02:00", sub { odd_statuses($n) }) } }

sub merges { my ($n) = @_;
  my ($first, $second, $third) = map { new_ticket('General', Subject => "Merge $n part $_", Content => "Part $_ of story $n. " . words(12))->Id } 1 .. 3;
  later(10, sub { say_in($first, 'alice', 'Comment', "Comment on what is merged away $n"); say_in($second, 'bob', 'Correspond', "Answer in the middle $n", TimeTaken => 7); must(load_ticket($third)->AddWatcher(Type => 'Cc', Email => "merge$n\@thirdparty.example")) });
  later(30, sub { must(load_ticket($first, 'root')->MergeInto($second)); trap('merged ticket', $first) });
  later(60, sub { must(load_ticket($second, 'root')->MergeInto($third)); trap('merged ticket', $second); trap('merged in a chain', $first) });
  # By the old number: RT writes it to the ticket that it became.
  later(90, sub { say_in($first, 'carol', 'Comment', "Said after the merge, by the old number $n"); trap('commented after the merge', $third) });
  later(120, sub { must(load_ticket($third, 'root')->SetStatus('resolved')) if $n % 2 });
}

sub deletions { my ($n) = @_;
  my $id = new_ticket('General', Subject => "Spam $n", Content => words(10))->Id;
  later(5, sub { say_in($id, 'dave', 'Comment', "Is this spam? $n") });
  later(15, sub { must(load_ticket($id, 'root')->SetStatus('deleted')); trap('deleted ticket', $id) });
  my $back = new_ticket('General', Subject => "Deleted by mistake $n", Content => words(10))->Id;
  later(15, sub { must(load_ticket($back, 'root')->SetStatus('deleted')) });
  later(45, sub { must(load_ticket($back, 'root')->SetStatus('open')); trap('deleted and brought back', $back) });
  my $again = new_ticket('网络故障', Subject => "Reopened $n", Content => chinese(12))->Id;
  later(100, sub { must(load_ticket($again, 'alice')->SetStatus('resolved')) });
  later(3000, sub { say_in($again, undef, 'Correspond', '又断了'); my $t = load_ticket($again); must($t->SetStatus('open')) if $t->Status ne 'open'; trap('resolved and reopened', $again) });
  later(4000, sub { must(load_ticket($again, 'alice')->SetStatus('resolved')) });
}

# Monday morning in Shanghai. Levels P1 to P4; answered in time, late, never; moved by hand; without one; without a due date.
sub promises { my ($n) = @_;
  my $p = sub { my ($level, $subject) = @_; my $id = new_ticket('Incident', SLA => $level, Subject => "$subject $n", Content => words(15), Requestor => [$fill::People::customers[$n]])->Id; trap("SLA level $level", $id); $id };
  my $met = $p->('P1', 'In time');
  later(8, sub { say_in($met, 'alice', 'Correspond', 'On it.') }); later(40, sub { say_in($met, $fill::People::customers[$n], 'Correspond', 'Thanks, and?') });
  later(50, sub { say_in($met, 'alice', 'Correspond', 'Done.') }); later(120, sub { must(load_ticket($met, 'alice')->SetStatus('resolved')); trap('SLA met', $met) });
  my $late = $p->('P2', 'Late');
  later(95, sub { say_in($late, 'bob', 'Correspond', 'Sorry.') }); later(2000, sub { must(load_ticket($late, 'bob')->SetStatus('resolved')); trap('SLA missed', $late) });
  my $never = $p->('P1', 'Never answered'); trap('SLA never answered', $never);
  my $hours = $p->('P3', 'Hours of business'); later(60 * 30, sub { say_in($hours, 'carol', 'Correspond', 'Next day.') }); later(60 * 90, sub { must(load_ticket($hours, 'carol')->SetStatus('resolved')) });
  my $slow = $p->('P4', 'Resolve only'); later(60 * 24 * 9, sub { must(load_ticket($slow, 'carol')->SetStatus('resolved')) });
  my $hand = $p->('P3', 'Due by hand');
  later(30, sub { my $t = load_ticket($hand, 'dave'); my $due = RT::Date->new(RT->SystemUser); $due->Set(Format => 'unix', Value => $fill::Bed::now + 86400 * 3); must($t->SetDue($due->ISO)); trap('due set by hand', $hand) });
  later(90, sub { my $t = load_ticket($hand, 'dave'); my $due = RT::Date->new(RT->SystemUser); $due->Set(Format => 'unix', Value => $fill::Bed::now + 86400 * 5); must($t->SetDue($due->ISO)) });
  my $unset = $p->('P2', 'Due taken away'); later(20, sub { must(load_ticket($unset, 'dave')->SetDue('1970-01-01 00:00:00')); trap('due unset', $unset) });
  my $level = $p->('P4', 'Level raised'); later(25, sub { must(load_ticket($level, 'dave')->SetSLA('P1')); trap('SLA level changed', $level) });
  later(400, sub { must(load_ticket($level, 'dave')->SetStatus('stalled')) }); later(900, sub { must(load_ticket($level, 'dave')->SetStatus('open')) });
  my $none = new_ticket('General', Subject => "No promise $n", Content => words(9), SLA => 'P2', Due => '2025-12-24 10:00:00')->Id; trap('due given at creation', $none);
}

sub hours { my ($n) = @_;
  my $id = new_ticket('Service Request', Subject => "Hours $n", Content => words(9), TimeEstimated => 240, TimeWorked => 5, TimeLeft => 235)->Id;
  later(10, sub { say_in($id, 'erin', 'Comment', 'An hour', TimeTaken => 60); trap('time worked', $id) });
  later(20, sub { say_in($id, 'frank', 'Correspond', 'Ninety minutes', TimeTaken => 90) });
  later(30, sub { must(load_ticket($id, 'erin')->SetTimeWorked(120)); trap('time taken back', $id) });
  later(40, sub { must(load_ticket($id, 'erin')->SetTimeLeft(100)); must(load_ticket($id, 'erin')->SetTimeEstimated(300)) });
  later(50, sub { say_in($id, 'grace', 'Comment', 'Too much', TimeTaken => -25); trap('negative time of an entry', $id) });
}

sub company { my ($n) = @_;
  my $id = new_ticket('网络故障', Subject => "People $n", Content => chinese(15), Requestor => [@fill::People::customers[$n, $n + 1]], Cc => ["outside$n\@thirdparty.example", 'heidi'], AdminCc => ['judy', 'ivan'])->Id;
  later(5, sub { my $t = load_ticket($id, 'root'); must($t->AddRoleMember(Type => 'AdminCc', Group => 'NOC')); must($t->AddRoleMember(Type => 'Cc', Group => 'VIP 客户')); trap('group as watcher', $id) });
  later(9, sub { my $t = load_ticket($id, 'root'); must($t->AddRoleMember(Type => 'Requestor', Group => 'Sales')); trap('group as requestor', $id) });
  later(12, sub { my $t = load_ticket($id, 'root'); must($t->AddRoleMember(Type => $fill::Fields::field{'role/Field engineer'}, User => 'mallory')); must($t->AddRoleMember(Type => $fill::Fields::field{'role/Observers'}, User => $_)) for qw(niaj heidi); trap('custom roles filled', $id) });
  later(14, sub { my $t = load_ticket($id, 'root'); must($t->AddRoleMember(Type => $fill::Fields::field{'role/Observers'}, Group => 'NOC London')) if $n % 2; must($t->DeleteRoleMember(Type => $fill::Fields::field{'role/Observers'}, User => 'heidi')) });
  later(20, sub { must(load_ticket($id, 'root')->DeleteWatcher(Type => 'Cc', Email => "outside$n\@thirdparty.example")); trap('watcher removed', $id) });
  later(25, sub { say_in($id, 'alice', 'Correspond', "With a Cc for once $n", CcMessageTo => "once$n\@thirdparty.example", BccMessageTo => "blind$n\@thirdparty.example"); trap('one-time Cc', $id) });
  later(30, sub { must(load_ticket($id, 'bob')->Steal) if load_ticket($id)->OwnerObj->Name ne 'Nobody'; must(load_ticket($id, 'bob')->Take) if load_ticket($id)->OwnerObj->Name eq 'Nobody' });
  later(35, sub { must(load_ticket($id, 'carol')->Steal); trap('owner stolen', $id) }); later(40, sub { must(load_ticket($id, 'root')->SetOwner('Nobody', 'Force')); trap('owner given up', $id) });
  my $gone = $fill::People::gone[$n % 3]; my $theirs = new_ticket('General', by => $gone->Name, Subject => "From somebody who left $n", Content => words(9), Requestor => [$gone->Name])->Id;
  later(50, sub { must($gone->SetDisabled(1)) unless $gone->PrincipalObj->Disabled }) if $n > 1;
  trap('ticket of a disabled requestor', $theirs);
  my $alone = new_ticket('General', Subject => "Nobody asked $n", Content => words(7), Requestor => [])->Id; trap('ticket without requestor', $alone);
  my $mixed = new_ticket('General', by => "alice\@home.example", Requestor => ["alice\@home.example"], Subject => "Alice from home $n", Content => words(8))->Id;
  later(70, sub { say_in($mixed, 'alice', 'Comment', 'That was me.'); trap('two accounts of one person in a ticket', $mixed) });
  later(80, sub { if ($n == 4) { my $l = $fill::People::leaver; must($l->SetDisabled(1)) } else { say_in($mixed, 'leaver1', 'Comment', 'By somebody who will leave.'); trap('comment of a disabled account', $mixed) } });
  my $odd = new_ticket('General', Subject => "Odd logins $n", Content => words(5), Requestor => [], Owner => 'müller')->Id;
  later(85, sub { my $t = load_ticket($odd, 'root'); must($t->AddRoleMember(Type => $_->[0], User => $_->[1])) for ['Cc', '客户 张'], ['Cc', '仅内部账号'], ['Requestor', 'a/b'], ['AdminCc', "o'hara"], ['Cc', '😀smile']; trap('people whose login needs escaping', $odd) });
}

sub all_fields { my ($n) = @_;
  my $id = new_ticket('Incident', Subject => "Every field $n", Content => words(11))->Id;
  later(5, sub { fill::Things::fill_in(load_ticket($id, 'root'), 'ticket', 20 + $n); must(load_ticket($id, 'root')->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Region again'}, Value => "Typed region $n")); trap('custom fields of every type', $id); trap('two fields of one name', $id) });
  later(20, sub { my $t = load_ticket($id, 'carol'); must($t->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Contract no'}, Value => "changed $n")); must($t->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Site notes'}, Value => "New notes $n. " . words(80))); must($t->DeleteCustomFieldValue(Field => $fill::Fields::field{'ticket/Services'}, Value => '宽带')); must($t->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Drawing'}, Value => "second $n.png", LargeContent => png(200 + $n), ContentType => 'image/png')); trap('custom field changed', $id) });
  later(30, sub { my $t = load_ticket($id, 'dave'); must($t->Comment(MIMEObj => mime('single', part('text/plain', 'A call.')))); my $last = $t->Transactions; $last->OrderBy(FIELD => 'id', ORDER => 'DESC'); my $call = $last->First; must($call->_AddCustomFieldValue(Field => $fill::Fields::field{'transaction/Call direction'}, Value => $n % 2 ? 'in' : 'out', RecordTransaction => 0)); trap('custom field of a transaction', $id) });
}

sub odd_statuses { my ($n) = @_;
  my $id = new_ticket('热线', Subject => "Waiting for a vendor $n", Content => chinese(9))->Id;
  later(30, sub { must(load_ticket($id, 'erin')->SetStatus('waiting-vendor')); trap('status outside the default life cycle', $id) });
  my $reminder = new_ticket('General', Subject => "With a reminder $n", Content => words(6))->Id;
  later(35, sub { my $t = load_ticket($reminder, 'grace'); must($t->Reminders->Add(Subject => "Call back $n", Owner => RT::User->new(RT->SystemUser)->Load('grace') && 'grace', Due => '2026-01-01 00:00:00')); trap('reminder', $reminder) }) if $n;
  my $rejected = new_ticket('General', Subject => "Rejected $n", Content => words(6))->Id; later(40, sub { must(load_ticket($rejected, 'grace')->SetStatus('rejected')); trap('rejected', $rejected) });
}
1;
