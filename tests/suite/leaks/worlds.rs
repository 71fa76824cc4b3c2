//! Two worlds that look alike to a caller: what they see is the same, and what they do not see is not.

use restkit::{db::Db, prelude::*};

use super::{
    dice::Dice,
    ratings::{Rating, Ratings},
};

/// Who may do what.
#[derive(ColumnEnum)]
pub enum Role {
    /// All of it.
    Admin,
}

fn active() -> Condition<Member> {
    Member::active().eq(true)
}

/// Somebody who writes.
#[resource(path = "/members", has_many(notes = Note::member_id, filter, nested, sort = [-stars, id]), has_many(replies = Reply::member_id))]
#[authorize(
    read = public && policy(active) || role(Role::Admin),
    create = role(Role::Admin),
    update = role(Role::Admin),
    delete = role(Role::Admin)
)]
#[derive(Clone, Debug)]
pub struct Member {
    #[resource(id, natural)]
    pub id: i64,
    #[resource(filter, sort)]
    pub name: String,
    #[resource(filter)]
    pub active: bool,
    #[resource(filter, sort)]
    #[authorize(read = role(Role::Admin))]
    pub salary: Option<i16>,
    #[resource(filter, sort)]
    #[computed(count(notes))]
    pub note_count: i64,
    #[resource(filter, sort)]
    #[computed(sum(notes.stars))]
    pub star_sum: Option<i64>,
    #[resource(filter, sort)]
    #[computed(max(notes.verdict))]
    pub last_verdict: Option<String>,
}

fn shared() -> Condition<Note> {
    Note::shared().eq(true)
}

/// What somebody wrote.
#[resource(
    path = "/notes",
    has_many(replies = Reply::note_id, filter, nested, limit = 2, sort = -text),
    has_many(ratings = Rating::note_id, filter, nested, sort = [-stars, no]),
    search(title(weight = 2), verdict),
    aggregate(group_by(title, shared, verdict), sum(stars), avg(stars), min(stars, title), max(stars)),
    offset
)]
#[authorize(
    read = public && policy(shared) || owner || role(Role::Admin),
    create = role(Role::Admin),
    update = role(Role::Admin),
    delete = role(Role::Admin)
)]
#[derive(Clone, Debug)]
pub struct Note {
    #[resource(id, natural)]
    pub id: i64,
    #[resource(owner, belongs_to(member, filter, sort), filter)]
    pub member_id: Id<Member>,
    #[resource(filter, sort)]
    pub title: String,
    #[resource(filter, sort)]
    pub stars: Option<i16>,
    #[resource(filter)]
    pub shared: bool,
    #[resource(filter, sort)]
    #[authorize(read = role(Role::Admin))]
    pub verdict: Option<String>,
    #[resource(filter, sort)]
    #[computed(count(replies))]
    pub reply_count: i64,
    #[resource(filter, sort)]
    #[computed(min(replies.text))]
    pub first_reply: Option<String>,
    #[resource(filter, sort)]
    #[computed(sql = "length({title})")]
    pub title_length: i64,
}

fn approved() -> Condition<Reply> {
    Reply::approved().eq(true)
}

/// What somebody said about it.
#[resource(path = "/replies", has_many(answers = Reply::parent_id))]
#[authorize(
    read = public && policy(approved) || owner || role(Role::Admin),
    create = role(Role::Admin),
    update = role(Role::Admin),
    delete = role(Role::Admin)
)]
#[derive(Clone, Debug)]
pub struct Reply {
    #[resource(id, natural)]
    pub id: i64,
    #[resource(belongs_to(note, filter, sort), filter)]
    pub note_id: Id<Note>,
    #[resource(owner, belongs_to(member, filter, sort), filter)]
    pub member_id: Option<Id<Member>>,
    #[resource(belongs_to = parent, filter)]
    pub parent_id: Option<Id<Reply>>,
    #[resource(filter, sort)]
    pub text: String,
    #[resource(filter)]
    pub approved: bool,
}

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    Nobody,
    Member(i64),
    Admin,
}

impl Asker {
    fn is(self, member: i64) -> bool {
        self == Self::Member(member)
    }

    fn sees_member(self, member: &Member) -> bool {
        self == Self::Admin || member.active
    }

    fn sees_note(self, note: &Note) -> bool {
        self == Self::Admin || note.shared || self.is(*note.member_id.key())
    }

    fn sees_reply(self, reply: &Reply) -> bool {
        self == Self::Admin || reply.approved || reply.member_id.as_ref().is_some_and(|id| self.is(*id.key()))
    }
}

/// The greatest key of a row.
pub const LAST: i64 = 16;

/// All rows, in the order of their keys.
#[derive(Clone, Debug, Default)]
pub struct World {
    members: Vec<Member>,
    notes: Vec<Note>,
    replies: Vec<Reply>,
    ratings: Ratings,
}

pub(super) fn text(dice: &mut Dice) -> String {
    dice.pick(&["a", "b", "ab", "A", "ä", "a b", "b a a"]).to_string()
}

pub(super) fn number(dice: &mut Dice) -> Option<i16> {
    *dice.pick(&[None, Some(0), Some(1), Some(2)])
}

impl World {
    /// Some rows. The first two members are always there.
    pub fn random(dice: &mut Dice) -> Self {
        let mut world = Self::default();
        for id in 1..=LAST {
            if id <= 2 || dice.one_in(3) {
                let member = world.member(id, dice);
                world.members.push(member);
            }
            if dice.one_in(2) {
                let note = world.note(id, dice);
                world.notes.push(note);
            }
            if !world.notes.is_empty() && dice.one_in(2) {
                let reply = world.reply(id, dice);
                world.replies.push(reply);
            }
        }
        world.ratings = Ratings::random(&world.keys_of_notes(), dice);
        world
    }

    fn keys_of_notes(&self) -> Vec<i64> {
        self.notes.iter().map(|note| note.id).collect()
    }

    fn member(&self, id: i64, dice: &mut Dice) -> Member {
        let (note_count, star_sum, last_verdict) = Default::default();
        Member { id, name: text(dice), active: dice.one_in(2), salary: number(dice), note_count, star_sum, last_verdict }
    }

    fn note(&self, id: i64, dice: &mut Dice) -> Note {
        let member_id = dice.pick(&self.members).id.into();
        let verdict = dice.one_in(2).then(|| text(dice));
        // What is computed is not stored.
        let (reply_count, first_reply, title_length) = Default::default();
        let (title, stars, shared) = (text(dice), number(dice), dice.one_in(2));
        Note { id, member_id, title, stars, shared, verdict, reply_count, first_reply, title_length }
    }

    /// A reply to an older note, perhaps as an answer to an older reply.
    fn reply(&self, id: i64, dice: &mut Dice) -> Reply {
        let note_id = dice.pick(&self.notes).id.into();
        let member_id = dice.one_in(2).then(|| dice.pick(&self.members).id.into());
        let older: Vec<i64> = self.replies.iter().map(|reply| reply.id).filter(|other| *other < id).collect();
        let parent_id = (!older.is_empty() && dice.one_in(2)).then(|| (*dice.pick(&older)).into());
        Reply { id, note_id, member_id, parent_id, text: text(dice), approved: dice.one_in(2) }
    }

    /// Another world that looks the same to the asker: what they do not see has other values, is not there, or is there as well.
    pub fn like(&self, asker: Asker, dice: &mut Dice) -> Self {
        let mut other = self.clone();
        for id in 1..=LAST {
            let now = other.members.iter().position(|member| member.id == id);
            match now.map(|at| (at, asker.sees_member(&other.members[at]))) {
                Some((at, true)) => other.members[at].salary = number(dice),
                Some((at, false)) => other.members[at] = until(dice, |dice| self.member(id, dice), |row| !asker.sees_member(row)),
                None => {
                    let new = self.member(id, dice);
                    if !asker.sees_member(&new) {
                        other.members.push(new);
                    }
                }
            }
        }
        let members = Self { members: other.members.clone(), ..Self::default() };
        for id in 1..=LAST {
            let now = other.notes.iter().position(|note| note.id == id);
            match now.map(|at| (at, asker.sees_note(&other.notes[at]))) {
                Some((at, true)) => other.notes[at].verdict = dice.one_in(2).then(|| text(dice)),
                Some((at, false)) => other.notes[at] = until(dice, |dice| members.note(id, dice), |row| !asker.sees_note(row)),
                None => {
                    let new = members.note(id, dice);
                    if !asker.sees_note(&new) {
                        other.notes.push(new);
                    }
                }
            }
        }
        let gone: Vec<i64> = other.replies.iter().filter(|reply| !asker.sees_reply(reply)).map(|reply| reply.id).collect();
        for id in gone {
            let answered = other.replies.iter().any(|reply| reply.parent_id.as_ref().is_some_and(|parent| *parent.key() == id));
            if !answered && dice.one_in(2) {
                other.replies.retain(|reply| reply.id != id);
            }
        }
        let all = other.clone();
        for id in 1..=LAST {
            let now = other.replies.iter().position(|reply| reply.id == id);
            match now.map(|at| (at, asker.sees_reply(&other.replies[at]))) {
                Some((_, true)) => {}
                Some((at, false)) => other.replies[at] = until(dice, |dice| all.reply(id, dice), |row| !asker.sees_reply(row)),
                None if !all.notes.is_empty() => {
                    let new = all.reply(id, dice);
                    if !asker.sees_reply(&new) {
                        other.replies.push(new);
                    }
                }
                None => {}
            }
        }
        other.replies.sort_by_key(|reply| reply.id);
        other.ratings = self.ratings.like(asker, &other.keys_of_notes(), dice);
        other
    }

    /// Puts the rows into a database that holds none.
    pub async fn store(&self, db: &Db) {
        let members = self.members.iter().map(|row| {
            [
                Member::id().set(row.id),
                Member::name().set(row.name.as_str()),
                Member::active().set(row.active),
                Member::salary().set(row.salary),
            ]
        });
        Member::repository(db).as_system().insert_many(members).await.unwrap();
        let notes = self.notes.iter().map(|row| {
            [
                Note::id().set(row.id),
                Note::member_id().set(*row.member_id.key()),
                Note::title().set(row.title.as_str()),
                Note::stars().set(row.stars),
                Note::shared().set(row.shared),
                Note::verdict().set(row.verdict.clone()),
            ]
        });
        Note::repository(db).as_system().insert_many(notes).await.unwrap();
        let replies = self.replies.iter().map(|row| {
            [
                Reply::id().set(row.id),
                Reply::note_id().set(*row.note_id.key()),
                Reply::member_id().set(row.member_id),
                Reply::parent_id().set(row.parent_id),
                Reply::text().set(row.text.as_str()),
                Reply::approved().set(row.approved),
            ]
        });
        Reply::repository(db).as_system().insert_many(replies).await.unwrap();
        self.ratings.store(db).await;
    }
}

/// Makes rows until one is as it has to be.
fn until<T>(dice: &mut Dice, mut make: impl FnMut(&mut Dice) -> T, fits: impl Fn(&T) -> bool) -> T {
    loop {
        let row = make(dice);
        if fits(&row) {
            return row;
        }
    }
}
