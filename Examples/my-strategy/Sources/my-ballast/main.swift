import BallastCommand

BallastCommand.main(adding: [LeanStrategy.self])
